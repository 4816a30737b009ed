"""Workbooks of offices: from a file that may be anything to the cells that stand in its sheets."""
