"""Sweep: one scenario in many variants, each planned, verified and written as a run of its own."""
