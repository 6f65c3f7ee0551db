"""The installable package: one wheel for each addon that has a pyproject.toml."""

import tempfile
from pathlib import Path

from . import fingerprint, place, process, python_env, ui
from .problem import Problem


def build(target):
    """Build the wheels into the folder ``target``; return their paths."""
    target = Path(target).resolve()
    with (
        ui.step("Package"),
        tempfile.TemporaryDirectory(dir=place.folder()) as scratch,
    ):
        # from a copy: building leaves files beside the source
        copies = fingerprint.snapshot(Path(scratch))
        for copy in sorted(copies.glob("*/pyproject.toml")):
            _build_wheel(copy.parent, target)
    wheels = sorted(target.glob("*.whl"))
    if not wheels:
        raise Problem("No addon has a pyproject.toml", "See smb_crm/pyproject.toml")
    return wheels


def _build_wheel(addon, target):
    process.run(
        [
            *(python_env.environment("tools") / "bin" / "pip", "wheel"),
            *("--no-deps", "--no-build-isolation", "--no-index", "-w", target, addon),
        ],
        log=place.log("build"),
        failed=f"The wheel of {addon.name} cannot be built",
    )


def install(wheels, target):
    """Install wheels into a folder of their own, as pip would into site-packages."""
    process.run(
        [
            *(python_env.environment("tools") / "bin" / "pip", "install", "--no-deps"),
            *("--no-index", "--target", target, *wheels),
        ],
        log=place.log("build"),
        failed="The wheels cannot be installed",
    )
