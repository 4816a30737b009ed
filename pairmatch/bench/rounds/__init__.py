"""Measures whole rounds: each year planned by pairmatch and by the greedy planner, judged alike."""
