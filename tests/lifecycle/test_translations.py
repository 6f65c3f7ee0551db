"""The translation files say all that the addon says, in each of its languages."""

import pytest

from devkit import catalogues, i18n, place


@pytest.fixture(scope="module")
def installed(bases, without_demo, database):
    """Database by addon; bridges have one of their own."""
    names = dict.fromkeys(place.mains(), database(without_demo, "i18n"))
    if place.bridges():
        bridged = database(bases.bridged(), "i18n_bridges")
        names |= dict.fromkeys(place.bridges(), bridged)
    return names


@pytest.fixture(autouse=True)
def template_exists(addon):
    assert i18n.template_of(addon).exists(), "run ./dev pot"


@pytest.mark.parametrize("addon", place.addons())
def test_the_template_is_up_to_date(workshop, installed, addon, tmp_path):
    fresh = tmp_path / "fresh.pot"
    i18n.export(workshop, installed[addon], addon, fresh)
    committed = catalogues.texts(i18n.template_of(addon))
    assert committed == catalogues.texts(fresh), "run ./dev pot"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("addon", place.addons())
def test_every_text_is_translated(addon, language):
    catalogue = i18n.catalogue_of(addon, language)
    assert not catalogues.lacking(i18n.template_of(addon), catalogue)
