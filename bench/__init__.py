"""Measures dure against references that run in the same process or minute; `make bench` runs it."""
