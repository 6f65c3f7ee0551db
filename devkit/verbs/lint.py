"""Check the source: ruff, pylint-odoo, oca's checks, prettier, eslint, bandit."""

from .. import lint
from ..problem import Problem


def arguments(parser):
    parser.add_argument("--fix", action="store_true", help="format and mend first")
    parser.add_argument(
        "--again", action="store_true", help="even if nothing changed since it passed"
    )


def main(options):
    failed = lint.lint(options.fix, options.again)
    if failed:
        way_out = "" if options.fix else "./dev lint --fix mends what can be mended"
        raise Problem(f"{failed} checks have findings", way_out)
