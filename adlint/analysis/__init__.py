"""Facts from the intermediate representation and what evaluation found: pure functions."""
