"""Calls: of functions of the program, and of methods by what is known of their objects."""
