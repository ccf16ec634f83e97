"""Effects and resources of functions, callees first."""
