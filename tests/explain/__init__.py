"""Tests of explanations and of candidates for a seat."""
