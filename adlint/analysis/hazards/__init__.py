"""What another run finds otherwise: clocks, draws, iterators, caches, and what stands in modules."""
