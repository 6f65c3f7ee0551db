"""One file per verb of ./dev."""
