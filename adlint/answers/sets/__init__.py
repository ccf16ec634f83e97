"""Use and out sets, effects and verdicts."""
