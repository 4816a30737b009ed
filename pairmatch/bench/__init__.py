"""Measures a run from its files to its verified workbook: phases, memory, gap over time."""
