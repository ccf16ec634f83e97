"""Python's object model, written once."""
