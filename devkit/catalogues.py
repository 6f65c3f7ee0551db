"""Translation files: bring them up to date, tell what they lack (needs polib)."""

import sys
from pathlib import Path

import polib

from . import i18n, place

# Odoo writes the moment and its own version there: no reason for a new file
VOLATILE = ("POT-Creation-Date", "PO-Revision-Date", "Project-Id-Version")


def texts(path):
    """What a catalogue asks to be translated: text and the places where it stands."""
    return {(entry.msgid, _places(entry)) for entry in polib.pofile(str(path))}


def _places(entry):
    return tuple(sorted(where for where, _line in entry.occurrences))


def lacking(template, catalogue):
    """Texts of the template that the catalogue lacks or is unsure of."""
    if not Path(catalogue).exists():
        return [entry.msgid for entry in polib.pofile(str(template))]
    known = {
        entry.msgid
        for entry in polib.pofile(str(catalogue))
        if entry.translated() and not entry.obsolete
    }
    wanted = polib.pofile(str(template))
    return [entry.msgid for entry in wanted if entry.msgid not in known]


def refresh(addon, fresh):
    """Replace the template by a fresh export and merge it into each catalogue."""
    template = i18n.template_of(addon)
    exported = polib.pofile(str(fresh))
    if not template.exists() or texts(template) != texts(fresh):
        _strip(exported)
        template.parent.mkdir(exist_ok=True)
        exported.save(str(template))
    for language in i18n.LANGUAGES:
        _merge(polib.pofile(str(template)), i18n.catalogue_of(addon, language))


def _merge(template, path):
    """Take over the template's texts in its order, keep what is translated."""
    known = {}
    if path.exists():
        known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))}
    for entry in template:
        entry.msgstr = known.get(entry.msgid, "")
    language = path.stem
    template.metadata.update({"Language": language, "Last-Translator": ""})
    template.save(str(path))


def _strip(catalogue):
    for key in VOLATILE:
        catalogue.metadata.pop(key, None)


def main(exports):
    """Refresh the catalogues of each addon from its export; say what is missing."""
    incomplete = 0
    for addon, fresh in zip(place.addons(), exports, strict=True):
        refresh(addon, fresh)
        for language in i18n.LANGUAGES:
            missing = lacking(
                i18n.template_of(addon), i18n.catalogue_of(addon, language)
            )
            incomplete += bool(missing)
            print(f"  {addon} {language}: {_summary(missing)}")
    return 1 if incomplete else 0


def _summary(missing):
    if not missing:
        return "complete"
    lines = "".join(f"\n      {text!r}" for text in missing)
    return f"{len(missing)} texts missing{lines}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
