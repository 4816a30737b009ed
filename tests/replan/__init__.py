"""Replan: edits of a workbook that stand, edits that are refused, and the log of both."""
