"""The profile of one unit: its figures beside its own past, similar units, markers and stories."""
