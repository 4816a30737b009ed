"""Makes the page of measurements, tables and plots, from the tables of results and nothing else."""
