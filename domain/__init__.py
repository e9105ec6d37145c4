"""DECIDES what happened: facts, aggregates, rules and the ledger. Knows no Kafka, no DuckDB."""
