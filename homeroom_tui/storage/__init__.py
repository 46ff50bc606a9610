"""What is kept of meetings on disk: the only part of this room that touches files."""
