"""Sparse matrices of SciPy: the elements that they hold, in one array, whose number is a size like others."""
