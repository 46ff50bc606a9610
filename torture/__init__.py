"""Treats homeroom worse than any group would, and says what broke. Run: `python -m torture`."""
