"""Treats homeroom worse than any group would, and reports what broke: `python -m tests.stress`."""
