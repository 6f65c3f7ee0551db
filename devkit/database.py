"""Databases made quickly: built once under the name of their content, then copied."""

import shutil

from . import assets, fingerprint, locks, place
from .store import Store

RECIPE = "1"  # raise it when the way of building templates changes
KEEP = {"tpl": 4, "itpl": 8, "atpl": 5, "bench": 4}
KEEP_OTHERS = 3


class Databases(Store):
    """The databases of this checkout and the templates that all checkouts share."""

    def base(self, demo=True):
        """Template with what the addons depend on, but not the addons."""

        def build(fresh, log):
            self.create(fresh)
            self.workshop.install(
                fresh,
                dependencies(place.mains()),
                *(["--with-demo"] if demo else []),
                title=f"Template database: apps, {_kind(demo)}",
                log=log,
            )

        return self.template(self._base_name(demo), build)

    def installed(self, demo=True, own_demo=True):
        """Template with the addons, by default with their demo data.

        :param own_demo: False for the demo data of Odoo, but not of the addons
        """
        base = self.base(demo)
        name = self._installed_name(base, own_demo)

        def build(fresh, log):
            snapshot = fingerprint.snapshot(
                place.folder("snapshots", name), place.mains()
            )
            if not own_demo:
                _forget_demo(snapshot)
            self.copy(base, fresh)
            self.workshop.install(
                fresh,
                place.mains(),
                title=f"Template database: addon, {_kind(demo and own_demo)}",
                log=log,
                addons=snapshot,
            )
            shutil.rmtree(snapshot, ignore_errors=True)

        return self.template(name, build)

    def before_bridges(self):
        """Template with the addons and the apps that their bridges lead to.

        Without demo data; without the bridges, which the folder does not hold.
        """
        installed = self.installed(demo=False)
        apps = dependencies(place.bridges())
        name = f"smb_aptpl_{place.digest(installed, *apps)}"

        def build(fresh, log):
            snapshot = fingerprint.snapshot(
                place.folder("snapshots", name), place.mains()
            )
            self.copy(installed, fresh)
            self.workshop.install(
                fresh,
                apps,
                title="Template database: apps of the bridges",
                log=log,
                addons=snapshot,
            )
            shutil.rmtree(snapshot, ignore_errors=True)

        return self.template(name, build)

    def bridged(self):
        """Template with the addons, those apps and the bridges, no demo data."""
        before = self.before_bridges()
        state = fingerprint.installation(place.bridges())
        name = f"smb_brtpl_{place.digest(before, state)}"

        def build(fresh, log):
            snapshot = fingerprint.snapshot(place.folder("snapshots", name))
            self.copy(before, fresh)
            self.workshop.install(
                fresh,
                place.bridges(),
                title="Template database: bridges",
                log=log,
                addons=snapshot,
            )
            shutil.rmtree(snapshot, ignore_errors=True)

        return self.template(name, build)

    def with_assets(self, template):
        """A template with the asset bundles compiled: for tests in a browser."""
        name = f"smb_atpl_{place.digest(template, fingerprint.assets())}"

        def build(fresh, log):
            self.copy(template, fresh)
            assets.compile_bundles(self.workshop, fresh)

        return self.template(name, build)

    def installed_if_built(self):
        """That template when there is one already, else None."""
        name = self._installed_name(self._base_name())
        return name if self.exists(name) else None

    def _base_name(self, demo=True):
        return f"smb_tpl_{self._base_key(dependencies(place.mains()), demo)}"

    def _installed_name(self, base, own_demo=True):
        how = () if own_demo else ("without own demo",)
        state = fingerprint.installation(place.mains())
        return f"smb_itpl_{place.digest(base, state, *how)}"

    def _base_key(self, depends, demo):
        return place.digest(
            RECIPE,
            self.workshop.source.identity,
            self.workshop.home.name,
            *depends,
            demo,
        )

    def template(self, name, build):
        """The template ``name``, made by ``build(database, log)`` when missing.

        :param name: smb_<kind>_<digest of all it depends on>
        """
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
        self.mark(fresh)
        self.replace(fresh, name)
        self.close(name)
        self._forget_old(name.split("_")[1])

    def _used(self, name):
        place.folder("templates").joinpath(name).touch()

    def _forget_old(self, kind):
        """Drop all but the templates of this kind that were used last."""
        known = place.folder("templates").glob(f"smb_{kind}_*")
        newest_first = sorted(known, key=_age)
        for mark in newest_first[KEEP.get(kind, KEEP_OTHERS) :]:
            with locks.attempt(mark.name) as free:
                if free:
                    self.drop(mark.name)
                    self.log_of(mark.name).unlink(missing_ok=True)
                    mark.unlink(missing_ok=True)


def dependencies(names):
    """What these addons of this checkout need, without each other."""
    needed = set()
    for name in names:
        needed.update(place.manifest(name).get("depends", ["base"]))
    return sorted(needed - set(place.addons()))


def _forget_demo(addons):
    """Take the demo data out of copies of addons; Odoo has no switch for a few."""
    for name in place.mains():
        path = addons / name / "__manifest__.py"
        path.write_text(repr({**place.manifest(name, addons), "demo": []}))


def _kind(demo):
    return "demo data" if demo else "no demo data"


def _age(mark):
    return -mark.stat().st_mtime
