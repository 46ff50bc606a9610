"""homeroom: a terminal facilitation timer that still ends on time."""

__version__ = "0.1.0"
