"""Shapes and dtypes of arrays: dims are integers or symbolic sizes."""
