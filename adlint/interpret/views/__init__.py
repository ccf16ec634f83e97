"""What the analyses see of an evaluation."""
