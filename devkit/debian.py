"""Debian's part: named packages, and Odoo 19 fetched without touching the machine."""

import functools
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

from . import locks, place, process, ui
from .problem import Problem

SERVER = ("postgresql",)
CLIENT = ("postgresql-client",)
LIBRARIES = ("libmagic1",)
DOCUMENTS = (
    "libxrender1",
    "libfontconfig1",
    "libxext6",
    "fonts-dejavu-core",  # Arabic too
    "fonts-liberation",  # Latin, Greek and Cyrillic in widths that people know
    "fonts-droid-fallback",  # Chinese on paper and on the screen
)
BROWSER = (*DOCUMENTS, "chromium", "poppler-utils")
TESTS = (*BROWSER, "libreoffice-calc-nogui")  # works out our workbooks' formulas

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
CLUSTER_SWITCH = Path("/etc/postgresql-common/createcluster.d/zz-smb-crm.conf")


def install(*packages):
    """Install those of the packages that are missing, through the machine's apt."""
    missing = [name for name in packages if not _installed(name)]
    if not missing:
        return
    with locks.exclusive("apt"):
        missing = [name for name in missing if not _installed(name)]
        if not missing:
            return
        with ui.step(f"Debian packages: {' '.join(missing)}"):
            _install_now(missing)


def _installed(name):
    state = process.output(["dpkg-query", "-W", "-f", "${db:Status-Status}", name])
    return state == "installed"


def _install_now(missing):
    become = _become_root(missing)
    log = place.log("apt")
    command = [
        *become,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-o",
        "DPkg::Lock::Timeout=120",
    ]
    _update_lists(tuple(command), log)
    with _no_main_cluster(become, missing):
        process.run(
            [*command, "install", "-y", "--no-install-recommends", *missing],
            log=log,
            failed=f"apt-get could not install {' '.join(missing)}",
            way_out="Check the Debian mirror with: apt-get update",
        )


@functools.cache
def _update_lists(command, log):
    """Fetch the machine's lists, once per ./dev."""
    process.run([*command, "update"], log=log, failed="apt-get update failed", **NO_NET)


NO_NET = {
    "way_out": "No Debian mirror can be reached: check /etc/apt and the network",
}


def _become_root(missing):
    if os.geteuid() == 0:
        return []
    if process.output(["sudo", "-n", "true"]) is not None or (
        process.which("sudo") and os.isatty(0)
    ):
        return ["sudo"]
    raise Problem(
        f"Debian packages are missing ({' '.join(missing)}) "
        "and this is neither root nor sudo",
        f"Ask an administrator for: apt-get install {' '.join(missing)}",
    )


@contextmanager
def _no_main_cluster(become, missing):
    """Keep the postgresql package from making and starting a cluster of its own."""
    if "postgresql" not in missing or CLUSTER_SWITCH.exists():
        yield
        return
    log = place.log("apt")
    switch = f"mkdir -p {CLUSTER_SWITCH.parent} && "
    switch += f"echo create_main_cluster = false > {CLUSTER_SWITCH}"
    switched = [*become, "sh", "-c", switch]
    process.run(switched, log=log, failed="No write access to /etc")
    try:
        yield
    finally:
        process.run(
            [*become, "rm", "-f", CLUSTER_SWITCH], log=log, failed="Cannot tidy /etc"
        )


def mirror():
    """Base address of the Debian archive that this machine is configured for."""
    listing = process.output(["apt-get", "--print-uris", "update"]) or ""
    found = re.search(r"^'(\S+/debian)/dists/[^/]+/InRelease'", listing, re.MULTILINE)
    if not found:
        raise Problem(
            "No Debian mirror in this machine's apt configuration",
            "Add one to /etc/apt/sources.list.d, or name an Odoo 19 tree in ODOO_SRC",
        )
    return found.group(1)


class PrivateApt:
    """apt with lists and cache of its own, so that the machine's stay as they are."""

    def __init__(self, suites, log):
        self.log = log
        self.home = Path(tempfile.mkdtemp(prefix="apt-", dir=place.folder()))
        for part in ("state/lists/partial", "cache/archives/partial", "none", "debs"):
            (self.home / part).mkdir(parents=True)
        (self.home / "status").touch()
        base = mirror()
        lines = [f"deb [signed-by={KEYRING}] {base} {suite} main" for suite in suites]
        (self.home / "sources.list").write_text("\n".join(lines) + "\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home, ignore_errors=True)

    def update(self):
        """Fetch the lists; an archive frozen in time is accepted with a note."""
        if self._apt("update", ok=(0, 100)) == 0:
            return
        self._apt(
            "update",
            "-o",
            "Acquire::Check-Valid-Until=false",
            failed="The Debian archive cannot be read",
            **NO_NET,
        )
        ui.note("the Debian mirror is frozen; signatures were checked all the same")

    def download(self, *packages):
        """Paths of the packages, fetched into an empty folder and verified by apt."""
        # apt accepts a file already lying there when only its size is right
        self._apt(
            "download",
            *packages,
            cwd=self.home / "debs",
            failed=f"The Debian archive does not offer {' '.join(packages)}",
            way_out="Name an Odoo 19 source tree in ODOO_SRC",
        )
        return sorted((self.home / "debs").glob("*.deb"))

    def _apt(self, *words, failed="apt-get failed", **options):
        return process.run(
            ["apt-get", *self._settings(), *words],
            log=self.log,
            failed=failed,
            **options,
        )

    def _settings(self):
        # on the command line: a file in APT_CONFIG loses against apt.conf.d
        settings = {
            "Dir::State": self.home / "state",
            "Dir::State::Lists": self.home / "state/lists",
            "Dir::State::status": self.home / "status",
            "Dir::Cache": self.home / "cache",
            "Dir::Etc::SourceList": self.home / "sources.list",
            "Dir::Etc::SourceParts": self.home / "none",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": self.home / "none",
            "Acquire::Languages": "none",
            "APT::Sandbox::User": "",
            "APT::Update::Error-Mode": "any",  # a missing list is no mere warning
        }
        return [
            word
            for item in settings.items()
            for word in ("-o", "=".join(map(str, item)))
        ]
