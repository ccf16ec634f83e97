"""Where to checkpoint: the cost tree of a program, what a placement costs, and the search for the best one."""
