"""Functions that libraries call."""
