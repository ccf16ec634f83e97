"""What the tape of a call holds: from a question to its answers."""
