"""Databases with their files: copy, drop, sign, ask about them."""

import os
import re
import shutil
from pathlib import Path

from . import place, process, ui
from .problem import Problem

MARKER = "smb_crm devkit"
UNSIGNED = re.compile(r"(_new|-gw\d+)$")  # being made; a copy of pytest-xdist's


class Store:
    """What the server holds for this checkout and for others that share it."""

    def __init__(self, workshop):
        self.workshop = workshop
        self.server = workshop.server
        self.prefix = f"smb_{place.checkout_id()}_"

    # Making and dropping

    def create(self, name):
        """Make an empty database that tells letters from signs in all languages.

        Odoo would make it itself, but without trigrams where its user is no superuser.
        """
        plain = ("-T", "template0", "-E", "UTF8", "--lc-collate=C", name)
        if self._client("createdb", "--lc-ctype=C.UTF-8", *plain, ok=(0, 1)):
            ui.note("this PostgreSQL has no C.UTF-8: trigrams may miss other alphabets")
            self._client("createdb", *plain)
        for extension in ("pg_trgm", "unaccent"):
            if self._psql(name, f"CREATE EXTENSION {extension}", ok=(0, 1)):
                ui.note(f"this PostgreSQL user may not create {extension}")
        # for indexes; allowed to the owner of the extension alone
        self._psql(name, "ALTER FUNCTION unaccent(text) IMMUTABLE", ok=(0, 1))

    def copy(self, template, name):
        """Make the database ``name`` as a copy, replacing one of ours."""
        fresh = f"{name}_new"  # until it is complete and signed
        self.drop(fresh)
        self._client("createdb", "-T", template, fresh)
        if self.filestore(template).exists():
            _link_tree(self.filestore(template), self.filestore(fresh))
        self.mark(fresh)
        self.replace(fresh, name)
        return name

    def test_copy(self, template, purpose="test"):
        """A copy for this process alone; those of dead processes are dropped."""
        self.drop_dead()
        return self.copy(template, f"{self.prefix}{purpose}_p{os.getpid()}")

    def drop(self, name):
        """Drop a database and its files, unless it is somebody else's."""
        if self.exists(name):
            self.must_be_ours(name)
            # another command may tidy up at the same moment
            self._client("dropdb", "--force", "--if-exists", name)
        self.filestore(name, clean=True)

    def drop_dead(self):
        """Drop test databases of processes, and all of checkouts, that have gone."""
        for checkout, exists in place.known_checkouts().items():
            for name in self.names(f"smb_{checkout}_%"):
                if not exists or _is_orphan(name):
                    self.drop(name)

    def replace(self, old, new):
        """Give a database another name, dropping what had it."""
        self.drop(new)
        if self.filestore(old).exists():
            self.filestore(old).rename(self.filestore(new))
        self._do(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def close(self, name):
        """Let nobody connect to a template: one in use cannot be copied."""
        self._do(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')

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
        if UNSIGNED.search(name) or not self.exists(name):
            return
        if self.marked(name) is None:
            raise Problem(
                f"Database {name} was not made by ./dev and is left alone",
                "Rename or drop it yourself, or name another server in PGHOST",
            )

    # Details

    def filestore(self, name, clean=False):
        """Folder of the attachments of a database, emptied on demand."""
        path = self.workshop.data / "filestore" / name
        if clean:
            shutil.rmtree(path, ignore_errors=True)
        return path

    def _do(self, statement):
        self._psql("postgres", statement)

    def _psql(self, database, statement, ok=(0,)):
        stop = ("-v", "ON_ERROR_STOP=1")
        return self._client(
            "psql", "-XAtq", *stop, "-d", database, "-c", statement, ok=ok
        )

    def _client(self, program, *words, ok=(0,)):
        return self.server.client(
            program, *words, failed=f"PostgreSQL: {program} {words[-1]} failed", ok=ok
        )


def _is_orphan(name):
    pid = re.search(r"_p(\d+)(_new|-gw\d+)?$", name)
    return bool(pid) and not process.alive(int(pid.group(1)))


def _link_tree(source, target):
    """Copy a filestore: its files are written once, so a hard link will do."""
    try:
        shutil.copytree(source, target, copy_function=os.link)
    except (OSError, shutil.Error):
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(source), target)
