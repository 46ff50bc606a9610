"""Simulated meetings: a model of groups, many meetings with the real plan, and a report."""
