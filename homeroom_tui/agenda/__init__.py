"""What a session is: its model, its files and where they are found. No clock, no screen."""
