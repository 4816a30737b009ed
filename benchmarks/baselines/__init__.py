"""Other ways to plan the same scenario, each written as its users would, judged by the same `verify`."""
