"""Import published pages as sessions."""
