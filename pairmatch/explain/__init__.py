"""Why this, why not that, and who else could: questions to a run, answered by solving."""
