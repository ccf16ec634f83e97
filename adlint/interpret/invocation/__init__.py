"""Calls: who gets what, and whether there is room to evaluate them where they stand."""
