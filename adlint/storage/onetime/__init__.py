"""What is done once, as a condition finds that it is not done yet."""
