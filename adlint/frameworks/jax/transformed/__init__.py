"""What calls of transformed functions do."""
