"""Measure homeroom beside other programs: `python -m benchmarks`."""
