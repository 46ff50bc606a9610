"""homeroom: a terminal timer for facilitated meetings that end on time."""

__version__ = "1.0.0"
