"""The search for the best placement, and bounds on how good the best can be."""
