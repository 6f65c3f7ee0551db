"""All that is needed to run Odoo, brought together: source, Python, PostgreSQL."""

import os
from contextlib import contextmanager

from . import debian, odoo_source, place, postgres, process, python_env, ui

LIMITS = {
    "limit_time_cpu": 0,
    "limit_time_real": 0,
    "limit_memory_soft": 0,
    "limit_memory_hard": 0,
}


@contextmanager
def open_workshop():
    """A ready workshop; its PostgreSQL is stopped with the last one that closes."""
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    place.tidy()
    postgres.check_place()
    server = () if os.environ.get("PGHOST") else debian.SERVER
    source, environment, _ = ui.together(
        odoo_source.source,
        lambda: python_env.environment("odoo"),
        lambda: debian.install(*server, *debian.LIBRARIES),
    )
    with postgres.server() as running:
        yield Workshop(source, environment, running)


class Workshop:
    """How to start Odoo on a database."""

    def __init__(self, source, environment, server):
        self.source = source
        self.home = environment
        self.server = server
        self.python = environment / "bin" / "python"
        self.data = server.files

    @property
    def environment(self):
        """Process environment for anything that imports Odoo."""
        env = dict(self.server.environment, ODOO_RC=str(self.configuration()))
        # first on PATH: an unpatched wkhtmltopdf of the machine has no page numbers
        env["PATH"] = f"{self.home / 'bin'}:{env['PATH']}"
        env["PYTHONPATH"] = f"{self.source.root}:{place.ROOT}"
        env.pop("PYTHONDONTWRITEBYTECODE", None)  # it would cost seconds per start
        env["PYTHONPYCACHEPREFIX"] = str(place.folder("pycache"))
        env["LC_ALL"] = "C.UTF-8"
        return env

    def configuration(self, addons=place.ROOT, **more):
        """Path of an odoo.conf for this workshop, written anew when it changed."""
        settings = {
            "addons_path": ",".join(map(str, [*self.source.addons, addons])),
            "data_dir": self.data,
            "http_interface": "127.0.0.1",
            "list_db": False,
            "unaccent": True,
            "screenshots": place.checkout_folder() / "screenshots",
            **self.server.odoo_settings,
            **LIMITS,
            **more,
        }
        lines = [f"{key} = {value}" for key, value in settings.items()]
        name = f"odoo-{place.digest(*lines)}.conf"
        path = place.checkout_folder() / name
        if not path.exists():
            fresh = path.with_suffix(f".{os.getpid()}")
            fresh.write_text("\n".join(["[options]", *lines, ""]))
            fresh.chmod(0o600)
            fresh.rename(path)
        return path

    def command(self, verb, database, *words, addons=place.ROOT, **more):
        """The command line of an Odoo verb on a database."""
        rc = self.configuration(addons, **more)
        begin = [self.python, "-m", "odoo", *verb.split()]
        return [*begin, "-c", rc, "-d", database, *words]

    def install(self, database, modules, *words, title, log, addons=place.ROOT):
        """Install modules into a database, which is made when missing."""
        command = self.command(
            "server",
            database,
            *("-i", ",".join(modules), "--stop-after-init", "--no-http"),
            *words,
            addons=addons,
            max_cron_threads=0,
        )
        self._load(command, title, log)

    def uninstall(self, database, modules, *, title, log):
        """Remove modules from a database."""
        self._load(self.command("module uninstall", database, *modules), title, log)

    def update(self, database, modules, *, title, log):
        """Bring modules of a database to the state of the source."""
        command = self.command(
            "server",
            database,
            *("-u", ",".join(modules), "--stop-after-init", "--no-http"),
            max_cron_threads=0,
        )
        self._load(command, title, log)

    def script(self, database, path, *words, failed, log):
        """Run a Python file with `env` of a database and `words`, in an Odoo shell."""
        path = str(path)
        code = f"words = {words!r}\n"
        code += f"exec(compile(open({path!r}).read(), {path!r}, 'exec'))"
        command = self.command("shell", database, "--no-http")
        with open(log, "a", encoding="utf-8") as out:
            program = process.start(
                command,
                stdin=process.PIPE,
                stdout=out,
                stderr=out,
                env=self.environment,
                cwd=place.ROOT,
            )
            program.communicate(code.encode())
        if program.returncode:
            raise process.failure(failed, log)

    def run(self, command, **options):
        """Run a command line of this workshop to its end."""
        process.run(command, env=self.environment, cwd=place.ROOT, **options)

    def _load(self, command, title, log):
        with ui.step(title) as step:
            self.run(
                command,
                log=log,
                failed=f"{title}: Odoo stopped with an error",
                on_line=lambda line: _show_module(step, line),
            )


def _show_module(step, line):
    """Odoo says 'Loading module sale (34/77)' as it goes."""
    if "Loading module " in line:
        step.detail(line.split("Loading module ", 1)[1])
