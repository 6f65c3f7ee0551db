"""Speed and quality against the goals: run by ./dev bench.

``host`` builds the databases and runs each measure in a process of its own,
``measures/`` holds one file per subject, ``table`` prints goal beside figure.
"""
