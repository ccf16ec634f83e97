"""The cost tree of a program: from a file, or from a trace and what a model keeps of it."""
