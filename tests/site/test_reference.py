"""The reference of the words shows what they are called, what became of them and where they come from."""

from __future__ import annotations

from postmortem_archive.settings import read_settings
from postmortem_archive.site.reference import front_matter_reference, settings_reference

OWN = {
    "triggers": {"push": {"label": "Push", "deprecated": {"since": 2, "replaced_by": ["deploy", "load"], "note": "Too little."}}},
    "root_causes": {"flag": {"label": "Flag | switch", "synonyms": ["toggle"]}, "dependency": {"deprecated": "config"}},
}


def test_synonyms_deprecations_and_sources_are_shown() -> None:
    page = front_matter_reference(read_settings(OWN))
    assert "| `push` | Push | *Deprecated since 2: write `deploy` or `load`.* Too little. |" in page
    assert "| `flag` | Flag \\| switch | *Also called* toggle. |" in page
    assert "| `dependency` | Dependency | *Deprecated: write `config`.* A critical path ran through" in page
    assert "| Binary push | `deploy` |" in page
    assert "(https://sre.google/workbook/postmortem-analysis/)" in page


def test_a_public_site_shows_the_default_words() -> None:
    page = front_matter_reference(read_settings({**OWN, "audience": "public"}))
    assert "`push`" not in page
    assert "`flag`" not in page
    assert "| `deploy` | Deployment |" in page


def test_the_settings_say_what_a_word_of_ones_own_can_have() -> None:
    page = settings_reference()
    assert "| `synonyms` | list |" in page
    assert "postmortem taxonomy migrate" in page
