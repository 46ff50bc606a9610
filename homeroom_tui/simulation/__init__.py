"""Simulated meetings: what blocks need, many meetings run through the real plan, and a report."""
