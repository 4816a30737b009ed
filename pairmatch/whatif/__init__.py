"""What if: a run opened again, with another decision in it, and what that costs and moves."""
