"""Compile the asset bundles of a template once, so that no test has to."""

from pathlib import Path

from . import place, ui

SCRIPT = Path(__file__).with_name("scripts") / "compile_assets.py"


def compile_bundles(workshop, database, addons=place.ROOT):
    """Compile what the web client and its tests load, and commit it."""
    with ui.step("Asset bundles"):
        workshop.script(
            database,
            SCRIPT,
            failed="The asset bundles cannot be compiled",
            log=place.log("assets"),
            addons=addons,
        )
