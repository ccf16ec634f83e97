"""Findings: candidates, entries and functions meet rules, and findings meet ignores."""
