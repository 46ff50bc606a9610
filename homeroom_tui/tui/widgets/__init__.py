"""Widgets draw a view and post requests; they never compute time and never know the App."""
