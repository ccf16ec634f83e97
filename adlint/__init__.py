"""adlint: a static analyser and language server for AD-readiness of numerical Python."""

__version__ = "0.1.0"
