"""PostgreSQL: the server named in PGHOST, or a cluster of our own on a socket."""

import os
import pwd
import re
import shutil
import stat
from contextlib import contextmanager
from pathlib import Path

from . import debian, locks, place, process, ui
from .problem import Problem

USER = "odoo"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0777
max_connections = 300
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
# all of it can be built anew: speed counts more than surviving a power cut
fsync = off
synchronous_commit = off
full_page_writes = off
"""


class Server:
    """A PostgreSQL server and how to talk to it."""

    def __init__(self, tools, host, port=None, user=None, password=None):
        self.tools = Path(tools)
        self.named = {
            "PGHOST": host,
            "PGPORT": port,
            "PGUSER": user,
            "PGPASSWORD": password,
        }

    @property
    def environment(self):
        """The process environment in which any client reaches this server."""
        named = {key: str(value) for key, value in self.named.items() if value}
        return {**os.environ, **named}

    @property
    def files(self):
        """Folder for the attachments of this server's databases."""
        host, port = self.named["PGHOST"], self.named["PGPORT"]
        ours = Path(host).parent == place.cache()
        return place.folder("data" if ours else f"data-{place.digest(host, port)}")

    @property
    def odoo_settings(self):
        """Lines for odoo.conf; a missing value is left out, as Odoo wants it."""
        keys = {
            "db_host": "PGHOST",
            "db_port": "PGPORT",
            "db_user": "PGUSER",
            "db_password": "PGPASSWORD",
        }
        return {key: self.named[pg] for key, pg in keys.items() if self.named[pg]}

    def client(self, name, *words, failed, way_out="", ok=(0,)):
        """Run createdb, dropdb, psql ... against this server."""
        return process.run(
            [self.tools / name, *words],
            log=place.log("postgres"),
            failed=failed,
            way_out=way_out,
            ok=ok,
            env=self.environment,
        )

    def query(self, statement, database="postgres"):
        """Rows of a statement as lists of strings, or None when it fails."""
        found = process.output(
            [
                *(self.tools / "psql", "-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1"),
                *("-d", database, "-c", statement),
            ],
            env=self.environment,
        )
        if found is None:
            return None
        return [line.split("\t") for line in found.splitlines()]


def check_place():
    """Refuse a cache folder that our own cluster could not live in."""
    if os.environ.get("PGHOST"):
        return
    if len(str(place.cache())) > 80:
        raise Problem(
            f"The path {place.cache()} is too long for a socket",
            "Name a shorter folder in SMB_CRM_CACHE",
        )
    if os.geteuid() == 0:
        _open_for_traversal(place.folder())


@contextmanager
def server():
    """The server to use; our own cluster runs as long as any ./dev needs it."""
    if os.environ.get("PGHOST"):
        yield _existing()
        return
    debian.install(*debian.SERVER)
    cluster = _Cluster()
    with cluster.running():
        yield cluster.server


def _existing():
    named = [os.environ.get(key) for key in ("PGPORT", "PGUSER", "PGPASSWORD")]
    if named[1] == "postgres":
        raise Problem(
            "Odoo refuses to work as database user postgres",
            "Make a role with CREATEDB and name it in PGUSER",
        )
    server = Server(_client_tools(), os.environ["PGHOST"], *named)
    if server.query("SELECT 1") is None:
        raise Problem(
            f"The PostgreSQL server at PGHOST={os.environ['PGHOST']} does not answer",
            "Check PGHOST, PGPORT, PGUSER and PGPASSWORD with: psql postgres",
        )
    return server


def _client_tools():
    if not process.which("psql") and not _debian_tools():
        debian.install(*debian.CLIENT)
    found = process.which("psql")
    return Path(found).parent if found else _debian_tools()


def _debian_tools():
    """Folder of the newest server programs that Debian installed, or None."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/psql")
    numbered = sorted((int(re.sub(r"\D", "", p.parts[4])), p.parent) for p in folders)
    return numbered[-1][1] if numbered else None


class _Cluster:
    """A cluster in the cache folder that listens on a unix socket only."""

    def __init__(self):
        self.tools = _debian_tools()
        self.home = place.folder(f"postgres-{self.tools.parts[4]}")
        self.data = self.home / "data"
        self.server = Server(self.tools, self.home, user=USER)

    @contextmanager
    def running(self):
        """Keep the cluster up; the last ./dev to leave stops it."""
        with locks.exclusive("cluster-switch"):
            in_use = locks.share("cluster")
            self._start()
        try:
            yield
        finally:
            with locks.exclusive("cluster-switch"):
                if locks.try_exclusive(in_use):
                    self._control("stop", "-m", "fast", failed="PostgreSQL goes on")
                in_use.close()

    def _start(self):
        if not (self.data / "PG_VERSION").exists():
            place.need_space()
            with ui.step("PostgreSQL cluster"):
                self._create()
        if self._control("status", ok=(0, 3), failed="Cannot ask PostgreSQL") == 3:
            self._control("start", failed="PostgreSQL does not start")

    def _create(self):
        shutil.rmtree(self.data, ignore_errors=True)
        if os.geteuid() == 0:
            shutil.chown(self.home, "postgres", "postgres")
        self.home.chmod(0o700)
        self._as_owner(
            "initdb",
            *("-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"),
            # C would do, but then trigrams are blind to Chinese and Cyrillic
            "--locale=C.UTF-8",
            failed="The PostgreSQL cluster cannot be made",
        )
        text = SETTINGS.format(socket=self.home)
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as conf:
            conf.write(text)

    def _control(self, *words, **options):
        return self._as_owner(
            "pg_ctl",
            *words,
            *("-w", "-t", "60", "-l", self.home / "server.log"),
            log=self.home / "control.log",
            **options,
        )

    def _as_owner(self, program, *words, log=None, **options):
        """PostgreSQL never runs as root: root lends its programs the postgres user."""
        command = [self.tools / program, "-D", self.data, *words]
        if os.geteuid() == 0:
            as_postgres = ["--reuid=postgres", "--regid=postgres", "--init-groups"]
            command = ["setpriv", *as_postgres, "--", *command]
        return process.run(
            command,
            log=log or place.log("postgres"),
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **options,
        )


def _open_for_traversal(folder):
    """Let the postgres user pass through our folder to the cluster below it."""
    folder.chmod(folder.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
    for parent in folder.parents:
        if not parent.stat().st_mode & stat.S_IXOTH:
            owner = pwd.getpwuid(parent.stat().st_uid).pw_name
            raise Problem(
                f"The postgres user cannot enter {parent} (private to {owner})",
                "Name a folder elsewhere in SMB_CRM_CACHE, e.g. /var/tmp/smb_crm",
            )
