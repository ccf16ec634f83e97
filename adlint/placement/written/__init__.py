"""What a plan writes into a program."""
