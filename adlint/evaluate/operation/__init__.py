"""What each operation of the representation does, on values."""
