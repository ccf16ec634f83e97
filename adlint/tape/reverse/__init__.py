"""What the reverse sweep needs, and what is kept for it."""
