"""Calls that are not gone through, as they touch no more than what they are given."""
