"""What modules and classes hold before a piece runs."""
