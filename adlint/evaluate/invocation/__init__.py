"""Calls, classes and modules."""
