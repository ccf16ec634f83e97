"""A trace as values: what makes them, what they depend on, where they lie and how long they live."""
