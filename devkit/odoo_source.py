"""Odoo 19 itself: an existing tree (ODOO_SRC) or Debian's package, unpacked."""

import hashlib
import os
import re
import subprocess
from pathlib import Path

from . import debian, locks, place, process, ui
from .problem import Problem

LOCK = Path(__file__).with_name("odoo.lock")
FROM_SID = ("odoo-19", "fonts-montserrat")
# sid's newer versions of these lack the very files that Odoo links to
FROM_STABLE = (
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-roboto-unhinted",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
)
STABLE = "bookworm"
UNWANTED = (
    "./etc",
    "./usr/share/doc",
    *(f"./usr/lib/python3/dist-packages/{n}" for n in ("addons", "doc", "setup")),
)
# Debian leaves this file out; without it every page logs an error
STUB = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


class Source:
    """A tree of Odoo 19: what to import, where its addons are, which one it is."""

    def __init__(self, root, identity):
        self.root = Path(root)
        self.identity = identity

    @property
    def addons(self):
        """Folders for addons_path."""
        places = (self.root / "addons", self.root / "odoo" / "addons")
        return [path for path in places if (path / "base").is_dir() or _apps(path)]


def _apps(path):
    return (path / "sale").is_dir()


def source():
    """The Odoo 19 to work with, fetched when there is none yet."""
    named = os.environ.get("ODOO_SRC")
    return _existing(Path(named).expanduser().resolve()) if named else _debian()


def _existing(root):
    release = root / "odoo" / "release.py"
    if not release.exists():
        raise Problem(
            f"ODOO_SRC={root} holds no odoo/release.py",
            "Name the folder of an Odoo 19 source tree, or unset ODOO_SRC",
        )
    found = re.search(r"^version_info = \((\d+)", release.read_text(), re.MULTILINE)
    if not found or found.group(1) != "19":
        raise Problem(f"ODOO_SRC={root} is not Odoo 19", "Name an Odoo 19 tree")
    revision = process.output(["git", "-C", root, "rev-parse", "HEAD"]) or ""
    return Source(root, f"{root}@{revision.strip()}")


def _debian():
    key = hashlib.sha256(LOCK.read_bytes() + _wanted().encode()).hexdigest()[:8]
    home = place.folder("odoo") / key
    if not (home / "package").exists():
        with locks.exclusive("odoo"):
            if not (home / "package").exists():
                place.need_space()
                _unpack(home)
    identity = (home / "package").read_text().split()[0]
    return Source(home / "usr/lib/python3/dist-packages", identity)


def _wanted():
    version = os.environ.get("ODOO_DEB_VERSION")
    return f"odoo-19={version}" if version else "odoo-19"


def _unpack(home):
    log = place.log("odoo")
    fresh = place.folder("odoo", f"{home.name}-new")
    with ui.step("Odoo 19 from Debian"), debian.PrivateApt(("sid", STABLE), log) as apt:
        apt.update()
        stable = [f"{name}/{STABLE}" for name in FROM_STABLE]
        packages = apt.download(_wanted(), *FROM_SID[1:], *stable)
        for package in packages:
            _extract(package, fresh, log)
        odoo = next(path for path in packages if path.name.startswith("odoo-19_"))
        _complete(fresh)
        (fresh / "package").write_text(_fingerprint(odoo))
    process.run(["rm", "-rf", home], log=log, failed=f"Cannot replace {home}")
    fresh.rename(home)


def _extract(package, target, log):
    reader = subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE
    )
    unpack = ["tar", "-x", "--no-same-owner", "-C", str(target)]
    unpack += [f"--exclude={path}" for path in UNWANTED]
    with open(log, "a") as out:
        done = subprocess.run(unpack, stdin=reader.stdout, stderr=out)
    reader.stdout.close()
    if reader.wait() or done.returncode:
        raise Problem(f"{package.name} could not be unpacked", "Is the disk full?", log)


def _complete(tree):
    stub = tree / "usr/lib/python3/dist-packages/odoo/addons" / STUB
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("/* left out by Debian; only used for blurred calls */\n")
    dangling = [path for path in tree.rglob("*") if _dangles(path)]
    if dangling:
        raise Problem(
            f"{len(dangling)} links of Odoo's package lead nowhere, e.g. {dangling[0]}",
            "A font package changed: adjust FROM_STABLE in devkit/odoo_source.py",
        )


def _dangles(path):
    return path.is_symlink() and not path.exists()


def _fingerprint(package):
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    # apt writes an epoch or plus sign as %xx; the lock keeps the plain name
    line = f"{digest}  {package.name.replace('%2b', '+')}\n"
    tested = LOCK.read_text()
    if line != tested:
        ui.note(f"{package.name} is not the tested {tested.split()[1]}")
    return line
