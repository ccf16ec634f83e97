"""What a piece of code reads and writes: use and out sets over access paths (Hascoët and Pascual 2013, section 4)."""
