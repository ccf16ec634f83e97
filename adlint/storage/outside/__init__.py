"""Functions of libraries, and the world outside of the program."""
