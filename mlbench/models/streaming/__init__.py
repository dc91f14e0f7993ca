"""Learning from more rows than fit in memory: from a stored table, batch by batch."""
