"""Databases made quickly: built once under the name of their content, then copied."""

import ast
import os
import re
import shutil
from pathlib import Path

from . import assets, fingerprint, locks, place, process
from .problem import Problem

MARKER = "smb_crm devkit"
RECIPE = "1"  # raise it when the way of building templates changes
KEEP = {"tpl": 4, "itpl": 8, "atpl": 4}


class Databases:
    """The databases of this checkout and the templates all checkouts share."""

    def __init__(self, workshop):
        self.workshop = workshop
        self.server = workshop.server
        self.prefix = f"smb_{place.checkout_id()}_"

    # Templates

    def base(self, demo=True):
        """Template with what the addons depend on, but not the addons."""

        def build(fresh, log):
            self.workshop.install(
                fresh,
                dependencies(),
                *(["--with-demo"] if demo else []),
                title=f"Template database: apps, {_kind(demo)}",
                log=log,
            )

        return self._template(self._base_name(demo), build)

    def installed(self, demo=True):
        """Template with the addons, by default with their demo data."""
        base = self.base(demo)
        name = self._installed_name(base)

        def build(fresh, log):
            snapshot = fingerprint.snapshot(place.folder("snapshots", name))
            self.copy(base, fresh)
            self.workshop.install(
                fresh,
                place.addons(),
                title=f"Template database: addon, {_kind(demo)}",
                log=log,
                addons=snapshot,
            )
            shutil.rmtree(snapshot, ignore_errors=True)

        return self._template(name, build)

    def with_assets(self, template):
        """A template with the asset bundles compiled: for tests in a browser."""
        name = f"smb_atpl_{place.digest(template, fingerprint.assets())}"

        def build(fresh, log):
            self.copy(template, fresh)
            assets.compile_bundles(self.workshop, fresh)

        return self._template(name, build)

    def installed_if_built(self):
        """That template when there is one already, else None."""
        name = self._installed_name(self._base_name())
        return name if self.exists(name) else None

    def _base_name(self, demo=True):
        return f"smb_tpl_{self._base_key(dependencies(), demo)}"

    def _installed_name(self, base):
        return f"smb_itpl_{place.digest(base, fingerprint.installation())}"

    def _base_key(self, depends, demo):
        return place.digest(
            RECIPE,
            self.workshop.source.identity,
            self.workshop.home.name,
            *depends,
            demo,
        )

    def _template(self, name, build):
        if not self.exists(name):
            with locks.exclusive(name):
                if not self.exists(name):
                    self._build(name, build)
        self._used(name)
        return name

    def log_of(self, template):
        """Where Odoo's log of the building of a template is kept."""
        return place.folder("templates", "logs") / f"{template}.log"

    def _build(self, name, build):
        fresh = f"{name}_new"
        self.drop(fresh)
        self.log_of(name).unlink(missing_ok=True)
        build(fresh, self.log_of(name))
        self._rename(fresh, name)
        self.mark(name)
        self._forget_old(name.split("_")[1])

    def _rename(self, old, new):
        self._filestore(new, clean=True)
        if self._filestore(old).exists():
            self._filestore(old).rename(self._filestore(new))
        self._do(f'ALTER DATABASE "{old}" RENAME TO "{new}"')
        self._do(f'ALTER DATABASE "{new}" WITH ALLOW_CONNECTIONS false')

    # Copies

    def copy(self, template, name):
        """Make the database ``name`` as a copy, replacing one of ours."""
        self.drop(name)
        self.server.client(
            "createdb", "-T", template, name, failed=f"Database {name} cannot be made"
        )
        self._filestore(name, clean=True)
        if self._filestore(template).exists():
            _link_tree(self._filestore(template), self._filestore(name))
        self.mark(name)
        return name

    def test_copy(self, template, purpose="test"):
        """A copy for this process alone; those of dead processes are dropped."""
        self.drop_dead()
        return self.copy(template, f"{self.prefix}{purpose}_p{os.getpid()}")

    def drop(self, name):
        """Drop a database and its files, unless it is somebody else's."""
        if self.exists(name):
            self.must_be_ours(name)
            self.server.client(
                "dropdb", "--force", name, failed=f"Database {name} is in use"
            )
        self._filestore(name, clean=True)

    def drop_dead(self):
        """Drop test databases of processes, and all of checkouts, that have gone."""
        for checkout, exists in place.known_checkouts().items():
            for name in self.names(f"smb_{checkout}_%"):
                if not exists or _is_orphan(name):
                    self.drop(name)

    # Questions

    def names(self, pattern):
        """Names of the databases that match an SQL pattern."""
        pattern = pattern.replace("_", r"\_")
        statement = f"SELECT datname FROM pg_database WHERE datname LIKE '{pattern}'"
        return [row[0] for row in self.server.query(statement) or []]

    def exists(self, name):
        """Whether the server has a database of this name."""
        return name in self.names(name)

    def mark(self, name, note=""):
        """Sign a database as ours, with a note on what it was made from."""
        self._do(f"COMMENT ON DATABASE \"{name}\" IS '{MARKER} {note}'")

    def marked(self, name):
        """The note of one of our databases, None for somebody else's."""
        rows = self.server.query(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = '{name}'"
        )
        comment = rows[0][0] if rows else ""
        return comment[len(MARKER) :].strip() if comment.startswith(MARKER) else None

    def must_be_ours(self, name):
        """Refuse to touch a database that somebody else made."""
        if not name.endswith("_new") and self.marked(name) is None:
            raise Problem(
                f"Database {name} was not made by ./dev and is left alone",
                "Rename or drop it yourself, or name another server in PGHOST",
            )

    # Details

    def _do(self, statement):
        self.server.client(
            "psql",
            *("-XAtq", "-v", "ON_ERROR_STOP=1", "-d", "postgres", "-c", statement),
            failed="PostgreSQL refused an administrative statement",
        )

    def _filestore(self, name, clean=False):
        path = self.workshop.data / "filestore" / name
        if clean:
            shutil.rmtree(path, ignore_errors=True)
        return path

    def _used(self, name):
        place.folder("templates").joinpath(name).touch()

    def _forget_old(self, kind):
        """Drop all but the templates of this kind that were used last."""
        known = place.folder("templates").glob(f"smb_{kind}_*")
        newest_first = sorted(known, key=_age)
        for mark in newest_first[KEEP[kind] :]:
            with locks.attempt(mark.name) as free:
                if free:
                    self.drop(mark.name)
                    self.log_of(mark.name).unlink(missing_ok=True)
                    mark.unlink(missing_ok=True)


def dependencies():
    """What the addons of this checkout need, without each other."""
    own = place.addons()
    needed = set()
    for name in own:
        manifest = ast.literal_eval((place.ROOT / name / "__manifest__.py").read_text())
        needed.update(manifest.get("depends", ["base"]))
    return sorted(needed - set(own))


def _is_orphan(name):
    pid = re.search(r"_p(\d+)$", name)
    return bool(pid) and not process.alive(int(pid.group(1)))


def _kind(demo):
    return "demo data" if demo else "no demo data"


def _age(mark):
    return -mark.stat().st_mtime


def _link_tree(source, target):
    """Copy a filestore: its files are written once, so a hard link will do."""
    try:
        shutil.copytree(source, target, copy_function=os.link)
    except (OSError, shutil.Error):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(source), target)
