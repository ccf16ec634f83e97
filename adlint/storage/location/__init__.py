"""Places: access paths, elements of arrays, and numbers and names of files of which something is known."""
