"""What each operation of the representation reads and writes."""
