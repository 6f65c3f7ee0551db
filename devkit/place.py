"""Where everything lies: the checkout, its addons and the one cache folder."""

import ast
import hashlib
import os
import platform
import shutil
import time
from pathlib import Path

from .problem import Problem

ROOT = Path(__file__).resolve().parent.parent
NEEDED_GB = 4


def cache():
    """The folder that holds all that is downloaded, built or written."""
    named = os.environ.get("SMB_CRM_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/cache/smb_crm")  # the postgres user cannot enter /root
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "smb_crm"


def folder(*parts):
    """A folder of the cache, made when missing."""
    path = cache().joinpath(*parts)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"The cache folder {path} cannot be made ({error.strerror})",
            "Name another one in SMB_CRM_CACHE",
        ) from None
    return path


def digest(*parts, length=10):
    """A short name for what was made from these parts."""
    text = "\0".join(map(str, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:length]


def checkout_id():
    """Six letters that tell this checkout from others that share cache and server."""
    return digest(platform.node(), ROOT, length=6)


def checkout_folder():
    """Cache folder of what belongs to this checkout alone."""
    mine = folder("checkouts", checkout_id())
    if not (mine / "path").exists():
        (mine / "path").write_text(str(ROOT))
    return mine


def known_checkouts():
    """Ids of the checkouts that used this cache, and whether they still exist."""
    notes = folder("checkouts").glob("*/path")
    return {note.parent.name: Path(note.read_text()).is_dir() for note in notes}


def log(name):
    """Path of a log file of this checkout and process."""
    logs = checkout_folder() / "logs"
    logs.mkdir(exist_ok=True)
    return logs / f"{name}-{os.getpid()}.log"


def tidy():
    """Remove logs and leavings of killed processes after some days."""
    long_ago = time.time() - 3 * 24 * 3600
    for pattern in ("checkouts/*/logs/*", "chromium-*", "apt-*"):
        for path in cache().glob(pattern):
            if path.stat().st_mtime < long_ago:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def addons():
    """Names of the addons of this checkout, smb_crm first."""
    found = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
    if not found:
        raise Problem(
            f"No addon in {ROOT}", "Start ./dev from a checkout with smb_crm/"
        )
    return found


def manifest(addon, folder=ROOT):
    """What the manifest of an addon says, by default of this checkout."""
    return ast.literal_eval((folder / addon / "__manifest__.py").read_text())


def bridges():
    """Addons that join another one of this checkout to a further app of Odoo's.

    They install themselves where that app is, so most databases are without them.
    """
    own = set(addons())
    return [name for name in addons() if own & set(manifest(name).get("depends", []))]


def mains():
    """The addons that stand by themselves."""
    joining = bridges()
    return [name for name in addons() if name not in joining]


def need_space():
    """Refuse to begin a set-up that the disk has no room for."""
    free = shutil.disk_usage(folder()).free / 1e9
    if free < NEEDED_GB:
        raise Problem(
            f"Disk full: {free:.1f} GB free at {cache()}, "
            f"the set-up needs {NEEDED_GB} GB",
            "Free some space or name a roomier folder in SMB_CRM_CACHE",
        )
