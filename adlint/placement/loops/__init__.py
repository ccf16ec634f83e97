"""Time loops in segments, and sequences of layers."""
