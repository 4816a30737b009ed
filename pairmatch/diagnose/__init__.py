"""Diagnose: every clash of what is asked, as smallest sets of demands that cannot all hold."""
