"""Plain Python: figures in, figures out. Typed, doctested, without the ORM."""
