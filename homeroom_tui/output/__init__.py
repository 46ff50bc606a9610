"""What the commands print: for a machine as JSON, for a terminal as tables, plain in a pipe."""
