"""Acceptance: thresholds from a file, and whether a run keeps them."""
