"""Tests of what a scenario can put first, and what that costs."""
