"""The call of a function that nobody wrote down, from what the program says: annotations, defaults, assertions on
shapes, subscripts, and calls that the module makes itself. Each part of it comes with its evidence.
"""
