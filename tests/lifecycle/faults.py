"""What the tests with real processes share."""

import signal
import time

KILLED = -signal.SIGKILL
# what the server still does for others than who asks
BUSY = """
    SELECT COUNT(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
       AND backend_type = 'client backend'
"""


def settle(sql):
    """Wait until the database server noticed that a killed process is gone."""
    for _ in range(200):
        if not int(sql(BUSY)[0][0]):
            return
        time.sleep(0.02)
    raise TimeoutError("somebody is still at work in the database")
