"""Numerical functions: where floats flow."""
