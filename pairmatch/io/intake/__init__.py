"""From files and sheets to tables: which is which, where its rows are, and what its cells mean."""
