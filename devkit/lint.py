"""Style and correctness of the source, as far as one can tell by reading it."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import fingerprint, memory, node_env, place, python_env, ui

PYLINT = [
    "--disable=all",
    # Odoo's rules, and of the general ones those that ruff does not have
    "--enable=odoolint,duplicate-key,eval-used,exec-used,pointless-string-statement,"
    "redundant-keyword-arg,reimported,too-many-nested-blocks,unreachable",
    # README.md is the manual, and each room extends res.partner in a file of its own
    "--disable=missing-readme,consider-merging-classes-inherited",
]
QUIET_BANDIT = ["-q", "-r", "-c", "pyproject.toml", "-f", "custom"]
PYTHON = ["dev", "devkit", "tests"]


class Check:
    """One tool: what it is called on, and how it would mend what it finds."""

    def __init__(self, name, argv, fix=None):
        self.name = name
        self.argv = [str(part) for part in argv]
        self.fix = [str(part) for part in fix] if fix else None

    def run(self, fix=False):
        """The findings as text, empty when there are none."""
        if fix and self.fix:
            self._call(self.fix)
        done = self._call(self.argv)
        if done.returncode == 0:
            return ""
        return done.stdout.strip() or f"exit code {done.returncode}"

    def _call(self, argv):
        return subprocess.run(
            argv,
            cwd=place.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def lint(fix=False, again=False):
    """Print what the tools find; return how many of them found something."""
    state = fingerprint.content(place.ROOT)
    if not fix and not again and memory.passed("lint", state):
        ui.say("  ✓ lint: unchanged since it passed")
        return 0
    checks = _checks()
    with ui.step("lint"), ThreadPoolExecutor(2) as pool:
        findings = list(pool.map(lambda check: check.run(fix), checks))
    for check, text in zip(checks, findings, strict=True):
        ui.say(f"  {'✗' if text else '✓'} {check.name}{_indented(text)}")
    failed = sum(1 for text in findings if text)
    if not failed and not fix:
        memory.remember("lint", state)
    return failed


def _indented(text):
    return "".join(f"\n      {line}" for line in text.splitlines())


def _checks():
    tools = python_env.environment("tools") / "bin"
    addons = place.addons()
    ruff = [tools / "ruff", "--quiet"]
    python = [*addons, *(name for name in PYTHON if (place.ROOT / name).exists())]
    return [
        Check("pylint-odoo", [tools / "pylint", "-j2", *PYLINT, *addons]),
        *_web_checks(addons),
        Check(
            "ruff",
            [*ruff, "check", "--output-format=concise", *python],
            [*ruff, "check", "--fix", *python],
        ),
        Check(
            "ruff format",
            [*ruff, "format", "--check", "--output-format=concise", *python],
            [*ruff, "format", *python],
        ),
        Check("XML and CSV (oca)", [tools / "oca-checks-odoo-module", *addons]),
        *_translation_checks(tools, addons),
        Check("bandit", [tools / "bandit", *QUIET_BANDIT, *addons]),
    ]


def _web_checks(addons):
    """prettier and eslint, each where it has files to read."""
    modules = node_env.modules()
    node = node_env.node()
    kinds = ("xml", "js", "scss")
    written = [path for path in _files(addons, *kinds) if _is_ours(path)]
    scripts = [path for path in written if path.endswith(".js")]
    prettier = [node, modules / "prettier" / "bin" / "prettier.cjs", "--log-level=warn"]
    prettier += ["--plugin", modules / "@prettier" / "plugin-xml" / "src" / "plugin.js"]
    eslint = [node, modules / "eslint" / "bin" / "eslint.js"]
    if written:
        yield Check(
            "prettier",
            [*prettier, "--check", *written],
            [*prettier, "--write", *written],
        )
    if scripts:
        yield Check("eslint", [*eslint, *scripts], [*eslint, "--fix", *scripts])


def _is_ours(path):
    return "/static/lib/" not in path and "/static/description/" not in path


def _translation_checks(tools, addons):
    catalogues = _files(addons, "po", "pot")
    if catalogues:
        # its pretty format empties translations that equal their source, such as SMS
        oca = [tools / "oca-checks-po", "--disable=po-pretty-format"]
        yield Check("translations (oca)", [*oca, *catalogues])


def _files(addons, *endings):
    found = fingerprint.files(*(place.ROOT / name for name in addons))
    return [
        str(path.relative_to(place.ROOT))
        for path in found
        if path.suffix.lstrip(".") in endings
    ]
