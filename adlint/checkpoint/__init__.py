"""What may be checkpointed, and why it is looked at."""
