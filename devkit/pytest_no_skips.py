"""pytest plugin: a test that was skipped proved nothing, so it failed.

Odoo skips browser tests quietly when Chromium or websocket-client is missing, and
pytest-odoo skips them without --odoo-http.
"""

import pytest


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn the report of a skipped test into a failure that tells the reason."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which counts as failed: {_reason(report)}"


def _reason(report):
    longrepr = report.longrepr
    return longrepr[2] if isinstance(longrepr, tuple) else longrepr
