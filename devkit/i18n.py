"""Where the translations are and how Odoo's texts are exported."""

from . import place, ui

LANGUAGES = ("es", "lt", "ru", "zh_CN", "zh_TW")


def template_of(addon):
    """Path of the template with the addon's texts."""
    return place.ROOT / addon / "i18n" / f"{addon}.pot"


def catalogue_of(addon, language):
    """Path of the addon's translation into a language."""
    return template_of(addon).with_name(f"{language}.po")


def export(workshop, database, addon, target):
    """Write the texts of an addon, as they are in a database, to ``target``."""
    with ui.step(f"Texts of {addon}"):
        workshop.run(
            workshop.command("i18n export", database, "-l", "pot", "-o", target, addon),
            log=place.log("i18n"),
            failed=f"The texts of {addon} cannot be exported",
        )
