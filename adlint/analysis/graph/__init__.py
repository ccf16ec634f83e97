"""The call graph, and what it reaches."""
