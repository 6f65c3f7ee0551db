"""The verbs of ./dev and what happens when one of them fails."""

import argparse
import errno
import importlib
import signal
import sys
import traceback

from . import place
from .problem import Problem

VERBS = {
    "run": "serve Odoo 19 with smb_crm and its demo company",
    "test": "lint, tests, tours, install, upgrade, uninstall; words narrow it",
    "lint": "check style and translations' syntax; --fix formats",
    "shell": "Python prompt on the demo database",
    "bench": "measure against the goals; words narrow it",
    "shot": "picture of a page of the web client",
    "pdf": "render a report of a demo record to PDF and PNG",
    "pot": "refresh the translation files, say what is missing",
    "core": "Odoo's own tests of our apps, with and without the addon",
    "build": "make the installable package in dist/",
    "clean": "remove databases, or with --all the whole cache",
}


def run(words):
    """Carry out the command line; return the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGINT, _interrupt)  # a shell's background jobs ignore it
    try:
        if not words or words[0] in ("help", "-h", "--help"):
            return _help()
        return _verb(words[0], words[1:]) or 0
    except Problem as problem:
        return _fail(problem)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:
        return _fail(_explain(error))


def _interrupt(*_):
    raise KeyboardInterrupt


def _verb(name, words):
    if name not in VERBS:
        raise Problem(f"There is no verb {name!r}", "See: ./dev help")
    module = importlib.import_module(f"devkit.verbs.{name}")
    parser = argparse.ArgumentParser(
        prog=f"./dev {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if hasattr(module, "arguments"):
        module.arguments(parser)
    if not getattr(module, "PASSES_ON", False):
        return module.main(parser.parse_args(words))
    if any(word in ("-h", "--help") for word in words):
        parser.print_help()
        return 0
    return module.main(words)


def _help():
    print("Usage: ./dev VERB [options]      ./dev VERB --help tells more\n")
    for name, line in VERBS.items():
        print(f"  {name:7}{line}")
    print(f"\nAll that is downloaded or built lies in {place.cache()}")
    print("Environment: SMB_CRM_CACHE, ODOO_SRC, PGHOST PGPORT PGUSER PGPASSWORD")
    return 0


def _explain(error):
    """A problem for an error nobody foresaw, its traceback in a log."""
    if getattr(error, "errno", None) == errno.ENOSPC:
        way_out = "Free some space or name a roomier folder in SMB_CRM_CACHE"
        return Problem(f"The disk is full at {place.cache()}", way_out)
    log = place.log("error")
    log.write_text(traceback.format_exc())
    if isinstance(error, OSError) and error.filename and error.strerror:
        what = f"{error.filename}: {error.strerror}"
        return Problem(what, "Check that path", log=log)
    return Problem(f"Unexpected {type(error).__name__}: {error}", log=log)


def _fail(problem):
    print(f"dev: {problem}", file=sys.stderr, flush=True)
    return 1
