"""CARRIES facts: feeds in, log out, Kafka to warehouse. Decides nothing."""
