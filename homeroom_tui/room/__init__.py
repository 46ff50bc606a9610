"""The room: a meeting as others follow it, in one sealed document that is sent when it changes."""
