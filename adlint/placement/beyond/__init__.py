"""What other techniques than checkpoints would save."""
