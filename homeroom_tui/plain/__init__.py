"""Plain mode: a meeting as lines of text, with commands from standard input."""
