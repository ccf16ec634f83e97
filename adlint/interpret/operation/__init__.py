"""What each operation of the representation does."""
