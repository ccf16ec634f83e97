"""Tape models: folds over a trace that say what an AD system keeps for the reverse sweep, line by line."""
