"""Roll: the years of a round, or of several, planned one after the other, each knowing those before it."""
