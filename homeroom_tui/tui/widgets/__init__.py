"""Widgets: they draw a view and post requests. They compute no time and do not know the app."""
