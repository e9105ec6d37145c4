"""TELLS: relations, indicators, checks in DuckDB. Asks nobody."""
