"""A meeting without a screen: a line when something changes, commands from standard input."""
