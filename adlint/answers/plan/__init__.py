"""Plans: what is proposed for a call, and what it changes in the source."""
