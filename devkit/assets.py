"""Compile the asset bundles of a template once, so that no test has to."""

from pathlib import Path

from . import place, ui

SCRIPT = Path(__file__).with_name("scripts") / "compile_assets.py"


def compile_bundles(workshop, database):
    """Compile what the web client and its tests load, and commit it."""

    def compile_kind(kind):
        workshop.script(
            database,
            SCRIPT,
            kind,
            failed="The asset bundles cannot be compiled",
            log=place.log(f"assets-{kind}"),
        )

    with ui.step("Asset bundles"):
        ui.together(lambda: compile_kind("js"), lambda: compile_kind("css"))
