"""Sessions: their model, how files are read and checked, and where they are found."""
