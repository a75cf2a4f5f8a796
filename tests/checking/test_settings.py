"""What a site chooses: levels of rules, required sections, people, taxonomies."""

from __future__ import annotations

import pytest

from postmortem_archive import Archive
from postmortem_archive.checking import RULES, check_archive
from postmortem_archive.settings import SettingsError
from tests.checking.conftest import TODAY

BLAMING = "---\ntitle: x\ndate: 2024-03-01\nstatus: review\n---\n\nIt was human error.\n"


def levels(archive_at, settings: str, text: str = BLAMING) -> list[tuple[str, str]]:
    archive = Archive.open(archive_at({"2024-03-01-x.md": text}, settings))
    return [(problem.level, problem.rule) for problem in check_archive(archive, TODAY)]


@pytest.mark.parametrize("level", ["error", "warning", "advice"])
def test_a_rule_has_the_level_that_the_settings_give_it(archive_at, level):
    assert levels(archive_at, f"checks: {{blaming-language: {level}}}") == [(level, "blaming-language")]


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_can_be_switched_off(archive_at, rule):
    broken = BLAMING.replace("status:", "stratus: x\nservices: y\nstatus:")
    expected = [("error", "wrong-type"), ("warning", "blaming-language"), ("warning", "unknown-field")]
    found = levels(archive_at, f'checks: {{{rule}: "off"}}', broken)
    assert sorted(found) == [pair for pair in expected if pair[1] != rule]


@pytest.mark.parametrize("kinds", ["{prevent: null}", "{prevent: {deprecated: process}}"])
def test_nobody_is_asked_for_a_kind_that_the_settings_do_not_offer(archive_at, kinds):
    text = "---\ntitle: x\ndate: 2024-03-01\n---\n\n## Action items\n\n- [ ] Alert on it (kind: {kind}, owner: ana, due: 2024-04-01)\n"
    assert ("advice", "nothing-preventive") in levels(archive_at, "", text.replace("{kind}", "detect"))
    for kind in ("detect", "prevent"):
        assert "nothing-preventive" not in dict(
            map(reversed, levels(archive_at, f"action_kinds: {kinds}", text.replace("{kind}", kind)))
        )


def test_an_unknown_rule_or_section_in_the_settings_is_told_with_the_nearest_right_word(archive_at):
    archive = Archive.open(archive_at({}, "checks: {blaming-langauge: off-topic}".replace("off-topic", "advice")))
    with pytest.raises(SettingsError) as error:
        check_archive(archive)
    assert (
        str(error.value)
        == "mkdocs.yml: extra.archive.checks: there is no rule 'blaming-langauge': did you mean 'blaming-language'?"
    )
    archive = Archive.open(archive_at({}, "required_sections: [root-causes, impct]"))
    with pytest.raises(SettingsError) as error:
        check_archive(archive)
    assert "there is no section 'root-causes': did you mean 'root_cause'?" in str(error.value)
    assert "there is no section 'impct': did you mean 'impact'?" in str(error.value)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("authrs", "there is no field 'authrs': did you mean 'authors'?"),
        ("Authors", "there is no field 'Authors': did you mean 'authors'?"),
        ("authors.name", "there is no field 'authors.name': did you mean 'authors'?"),
        ("impact.revenue-lost", "there is no field 'impact.revenue-lost': did you mean 'impact.revenue_lost'?"),
        ("extra.regoin", "there is no field 'extra.regoin': did you mean 'extra.region'?"),
        ("related.notes", "there is no field 'related.notes': did you mean 'related.note'?"),
        ("title", "'title' cannot be hidden, as without it nothing could be published: give the incident itself 'visibility: internal'"),
        ("visibility", "'visibility' cannot be hidden, as"),
        ("references.url", "'references.url' cannot be hidden, as without it nothing could be published: hide 'references'"),
    ],
)  # fmt: skip
def test_a_field_that_a_public_site_would_not_hide_is_told(archive_at, field, said):
    """A misspelt name would be published without a word."""
    archive = Archive.open(archive_at({}, f"internal_fields: [authors, {field}]\nfields: {{region: {{label: Region}}}}"))
    with pytest.raises(SettingsError) as error:
        check_archive(archive)
    assert str(error.value).startswith(f"mkdocs.yml: extra.archive.internal_fields: {said}")
    with pytest.raises(SettingsError):
        archive.for_audience("public", drafts=False)


def test_fields_that_a_public_site_can_hide(archive_at):
    names = (
        "authors, impact, impact.revenue_lost, impact.orders_lost, related.note, references.archive_url, extra, extra.region, id"
    )
    settings = f"internal_fields: [{names}]\nfields: {{region: {{label: Region}}}}"
    assert check_archive(Archive.open(archive_at({}, settings))) == []


def test_the_settings_say_which_sections_are_required(archive_at):
    final = "---\ntitle: x\ndate: 2024-03-01\n---\n\nA summary.\n\n## Action items\n\n- [x] Add a test (kind: prevent)\n"
    assert levels(archive_at, "required_sections: [summary, action_items]", final) == []
    assert levels(archive_at, "required_sections: [impact]", final) == [("warning", "missing-section")]
    assert levels(archive_at, "required_sections: [impact]", final.replace("date:", "status: draft\ndate:")) == []


def test_taxonomies_of_the_settings_hold(archive_at):
    text = "---\ntitle: x\ndate: 2024-03-01\nstatus: review\nseverity: P1\ntrigger: squirrel\n---\n\nText.\n"
    assert levels(archive_at, "severities: {P1: One}\ntriggers: {squirrel: Squirrel}", text) == []
    assert len(levels(archive_at, "", text)) == 2


def test_people_of_the_settings_are_known_by_their_first_name(archive_at):
    text = "---\ntitle: x\ndate: 2024-03-01\nstatus: review\n---\n\nXanthippe deleted the table, and Unknown deleted more.\n"
    assert levels(archive_at, "people: [Xanthippe Doe]", text) == [("warning", "blaming-language")]
    assert levels(archive_at, "", text) == []
