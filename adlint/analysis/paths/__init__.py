"""Walking a function: its paths, what must be true on them, and where values go."""
