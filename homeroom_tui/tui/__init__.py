"""The full-screen app, and the only room that imports Textual: screens, widgets, navigation."""
