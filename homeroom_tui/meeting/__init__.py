"""Meetings: events, their fold to a state, the plan and the view. No files, no screen, no clock."""
