"""OCA's addons for the same purpose, fetched as packages and put beside ours."""

import zipfile

from devkit import place, process, python_env

MODULES = ("account_financial_report", "partner_statement")


def fetch(python):
    """Folder of OCA's addons, fetched once with pip as this machine has it set up."""
    home = place.folder("bench", f"oca-{python_env.lock_digest('oca')}")
    addons = home / "odoo" / "addons"
    if not all((addons / name).exists() for name in MODULES):
        _download(python, home)
        for package in home.glob("*.whl"):
            with zipfile.ZipFile(package) as archive:
                archive.extractall(home)
    return addons


def _download(python, home):
    process.run(
        [
            *(python, "-m", "pip", "download", "--require-hashes", "--no-deps"),
            *("--only-binary", ":all:", "--disable-pip-version-check", "--no-input"),
            *("-r", python_env.LOCKS / "oca.txt", "-d", home),
        ],
        log=place.log("oca"),
        failed="OCA's addons could not be fetched",
        way_out="Check pip's index with: pip download odoo-addon-partner_statement",
    )
