"""What a placement costs: how high the stack grows, and how much is computed again."""
