"""From bytes to typed columns: strict, and with a word about whatever was repaired."""
