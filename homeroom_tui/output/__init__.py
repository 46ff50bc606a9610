"""Output of the commands: JSON, tables on a terminal, plain text in a pipe."""
