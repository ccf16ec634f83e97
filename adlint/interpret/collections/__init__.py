"""Lists, dicts, generators, texts."""
