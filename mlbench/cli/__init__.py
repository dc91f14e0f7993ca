"""The command line: thin verbs, each in its own file, each loading only what it needs."""
