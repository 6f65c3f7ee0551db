"""pytest plugin: write down how many tests passed and failed, for the last line."""

import json
import os
from pathlib import Path


def pytest_terminal_summary(terminalreporter):
    """Leave the counts in the file that SMB_CRM_COUNTS names."""
    number = {key: len(found) for key, found in terminalreporter.stats.items()}
    counts = {
        "passed": number.get("passed", 0),
        "failed": number.get("failed", 0) + number.get("error", 0),
    }
    Path(os.environ["SMB_CRM_COUNTS"]).write_text(json.dumps(counts))
