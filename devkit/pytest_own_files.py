"""pytest plugin: of several processes each has a filestore of its own.

pytest-odoo lets them share one, from which the sweeping of one process takes files that
another has just found there.
"""

import contextlib
import os
import shutil
from pathlib import Path

import pytest_odoo

from odoo.tools import config


@contextlib.contextmanager
def _own_filestore(original, database):
    if original == database:
        yield
        return
    files = Path(config.filestore(database))
    shutil.rmtree(files, ignore_errors=True)
    # files are written once, so a link will do
    shutil.copytree(config.filestore(original), files, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(files, ignore_errors=True)


pytest_odoo._shared_filestore = _own_filestore
