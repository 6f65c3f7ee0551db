"""One file per subject; each has ``rows(env)`` that yields lines of the table."""
