"""The one abstract interpreter: from the intermediate representation to callees and what flows where."""
