"""Replan: what people changed in a run's workbook becomes decisions, and the rest is planned again."""
