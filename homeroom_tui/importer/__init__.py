"""A published Markdown page to sessions: from its lines to blocks, and what had to be guessed."""
