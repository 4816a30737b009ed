"""The list of faults: in the terminal, as JSON, as a workbook, and as rows to be corrected."""
