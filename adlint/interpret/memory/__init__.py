"""What changes, what a variable may hold, and how branches are kept apart."""
