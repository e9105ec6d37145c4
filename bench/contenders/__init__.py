"""What dure is compared with: the same topic into DuckDB, written as its users write it."""
