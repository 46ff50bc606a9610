"""Storage: journals of meetings, reading them back, minutes, history and norms."""
