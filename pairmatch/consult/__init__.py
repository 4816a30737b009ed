"""Consult: counties are asked about what is proposed to them, and their answers become decisions."""
