"""What a session is: its model, its file format and where its files are found. No clock, no screen."""
