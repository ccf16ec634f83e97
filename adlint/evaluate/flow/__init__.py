"""Control: branches, loops, managers, and what stands where paths meet."""
