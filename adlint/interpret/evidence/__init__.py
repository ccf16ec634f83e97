"""What conditions, uses, patterns and annotations say of variables."""
