"""A careful person with spreadsheets: a whole plan without any solver, to measure others against."""

from pairmatch.bench.greedy.plan import plan_greedily

__all__ = ["plan_greedily"]
