"""The developer toolkit behind ./dev: one concern per file, standard library only."""
