"""Which states meet where."""
