"""Tests of what is asked of a run that is there."""
