"""The automatic search: the right recipe for a table, set well, within a time."""
