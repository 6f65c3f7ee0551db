"""The wheel that `./dev build` makes is all one needs beside Odoo."""

import subprocess

import pytest

from devkit import fingerprint, package, place


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder like site-packages, with the wheels installed."""
    target = tmp_path_factory.mktemp("site")
    # together: pip leaves a folder alone that is there already
    package.install(package.build(tmp_path_factory.mktemp("dist")), target)
    return target


def test_odoo_finds_the_addon_without_addons_path(workshop, site):
    script = (
        "from odoo.modules.module import get_manifest, initialize_sys_path;"
        "from odoo.tools import config;"
        f"config.parse_config(['--addons-path', {str(workshop.source.addons[0])!r}]);"
        "initialize_sys_path(); print(get_manifest('smb_crm').path)"
    )
    env = {**workshop.environment, "PYTHONPATH": f"{site}:{workshop.source.root}"}
    del env["ODOO_RC"]
    done = subprocess.run(
        [workshop.python, "-c", script],
        env=env,
        cwd=site,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(site / "odoo" / "addons" / "smb_crm")


def test_the_package_holds_every_file_of_the_addon(site):
    for name in place.addons():
        source = place.ROOT / name
        installed = site / "odoo" / "addons" / name
        missing = [
            path.relative_to(source)
            for path in fingerprint.files(source)
            if not (installed / path.relative_to(source)).exists()
        ]
        assert [str(path) for path in missing] == ["pyproject.toml"]
