"""Solving: component models go to child processes that may die; plans come back checked."""
