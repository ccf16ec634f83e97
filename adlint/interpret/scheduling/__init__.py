"""The sequence of slots, what tasks leave for each other, and what is done again after an edit."""
