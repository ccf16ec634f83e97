"""Things: what a variable may refer to, and what it holds."""
