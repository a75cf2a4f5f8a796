"""What a site may choose, and what it is told when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config

from postmortem_archive.settings import TAXONOMIES, Settings, SettingsError, load_settings, read_settings


def test_the_defaults_are_complete() -> None:
    settings = read_settings()
    assert (settings.audience, settings.drafts, settings.postmortems, settings.timezone) == (
        "internal",
        None,
        "postmortems",
        None,
    )
    assert list(settings.severities) == ["SEV1", "SEV2", "SEV3", "SEV4"]
    for taxonomy in TAXONOMIES:
        terms = getattr(settings, taxonomy)
        assert terms, taxonomy
        assert all(term.label and term.description for term in terms.values()), taxonomy


def test_severities_are_replaced_and_the_other_lists_added_to() -> None:
    settings = read_settings({"severities": {"P0": "Down"}, "triggers": {"moon": {"label": "Moon"}, "load": None}})
    assert list(settings.severities) == ["P0"]
    assert settings.label("triggers", "moon") == "Moon"
    assert "load" not in settings.triggers
    assert "deploy" in settings.triggers


def test_labels_and_ranks() -> None:
    settings = read_settings({"severities": {"P0": "Down", "P1": "Slow"}})
    assert (settings.label("severities", "P0"), settings.label("severities", "P9"), settings.label("severities", None)) == (
        "Down",
        "P9",
        "",
    )
    assert [settings.severity_rank(word) for word in ("P0", "P1", "P9", None)] == [0, 1, 2, 2]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"audiance": "public"}, "extra.archive.audiance: there is no such setting (there are: postmortems, audience"),
        ({"audience": "everyone"}, "extra.archive.audience: "),
        ({"postmortems": ""}, "extra.archive.postmortems: '' would take every page for a postmortem: name a folder"),
        ({"postmortems": "../.."}, "extra.archive.postmortems: '../..' would take every page"),
        ({"postmortems": "/a/b/"}, "'/a/b/' is an absolute path: write it from the folder of mkdocs.yml, such as '../b'"),
        (
            {"internal_fields": "authors"},
            "extra.archive.internal_fields: must be a list, not 'authors': write internal_fields: [authors",
        ),
        ({"synonyms": ["basket", "cart"]}, "synonyms.0: must be a list, not 'basket': write synonyms: [[basket, cart]]; extra."),
        (
            {"severities": ["P1", "P2"]},
            "extra.archive.severities: must be a mapping, not a list: write severities: {P1: Critical",
        ),
        (
            {"services": {"cart": 5}},
            "extra.archive.services.cart: must be a mapping, not '5': write services: {checkout: payments}",
        ),
        ({"people": None}, "extra.archive.people: must be a list, not empty: write people: [Ada, Grace]"),
        ({"drafts": "perhaps"}, "extra.archive.drafts: must be true or false, not 'perhaps'"),
        ({"audience": True}, "extra.archive.audience: must be 'internal' or 'public', not true"),
        ({"checks": {"secret": "loud"}}, "checks.secret: must be 'off', 'advice', 'warning' or 'error', not 'loud'"),
        ({"fields": {"a": {"type": "text"}}}, "extra.archive.fields.a.label: is missing: 'a' needs it"),
        ({"timezone": "Mars/Olympus"}, "extra.archive.timezone: 'Mars/Olympus' is not a time zone: write UTC"),
        ({"triggers": ["deploy"]}, "extra.archive.triggers: "),
        ({"triggers": {"x": {"label": "X", "colour": "red"}}}, "extra.archive.triggers.x.colour: there is no such entry"),
        (
            {"services": {"a": {"url": "x"}}},
            "services.a.url: there is no such entry (there are: title, owner, description, link)",
        ),
        ({"services": {"title": {"url": "x"}}}, "services.title.url: there is no such entry (there are: title, owner, "),
        (
            {"mitigations": {"x": {"label": "X", "replaced_by": "y"}}},
            "mitigations.x.replaced_by: there is no such entry (there are: label, description, synonyms, deprecated, sources)",
        ),
        (
            {"triggers": {"x": {"label": "X", "deprecated": {"by": "y"}}}},
            "triggers.x.deprecated.by: there is no such entry (there are: since, replaced_by, note)",
        ),
        ({"fields": {"a": {"lable": "A"}}}, "fields.a.lable: there is no such entry (there are: type, label, facet, internal)"),
        (
            {"severities": {"P1": "", "P2": "Slow"}},
            "extra.archive.severities.P1.label: is empty: write severities: {P1: Critical",
        ),
        ({"severities": {"P1": "Down", "P2": " "}}, "extra.archive.severities.P2.label: is empty: write severities: {P1: Crit"),
        ({"fields": {"a": {"label": ""}}}, "extra.archive.fields.a.label: is empty: write fields: {region: {label: Region}}"),
        ({"synonyms": [["basket"]]}, "extra.archive.synonyms.0: holds too few: write synonyms: [[basket, cart]]"),
        ({"synonyms": [["", " "]]}, "synonyms.0.0: is empty: write synonyms: [[basket, cart]]; extra.archive.synonyms.0.1: is"),
        ({"people": [""]}, "extra.archive.people.0: is empty: write people: [Ada, Grace]"),
        (
            {"severities": {"P1": "Down", "p1": "Slow"}},
            "extra.archive.severities.p1: is 'P1' but for capital letters: keep one of them, or write p1: {deprecated: P1, ...}",
        ),
        ({"root_causes": {"Config": "Settings"}}, "extra.archive.root_causes.Config: is 'config' but for capital letters: keep"),
        ({"checks": {"secret": "loud"}}, "extra.archive.checks.secret: "),
        ({"fields": {"a": {"type": "money", "label": "A"}}}, "extra.archive.fields.a.type: "),
        (["public"], "extra.archive must be a mapping"),
    ],
    ids=str,
)
def test_a_setting_that_does_not_fit_is_named(given: object, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(given)  # type: ignore[arg-type]  # what people write
    assert words in str(caught.value)


def test_a_folder_is_the_same_however_it_is_written() -> None:
    assert [read_settings({"postmortems": path}).postmortems for path in ("./a/", "a//b", "../a")] == ["a", "a/b", "../a"]


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"audience": "everyone", "timezone": "Nowhere"})
    assert "audience" in str(caught.value)
    assert "timezone" in str(caught.value)


def test_loads_mkdocs_yml_with_its_own_tags(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: https://x.test/\nplugins: [!ENV X]\nmarkdown_extensions:\n  - e: {f: !!python/name:os.system }\n"
        "extra:\n  archive: {audience: public}\n"
    )
    settings = load_settings(tmp_path)
    assert (settings.audience, settings.site_url) == ("public", "https://x.test/")


@pytest.mark.parametrize("content", ["", "site_name: x\n", "extra:\n", "extra: []\n", "extra: {archive: }\n"])
def test_a_site_that_chooses_nothing_has_the_defaults(tmp_path: Path, content: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(content)
    assert load_settings(tmp_path) == read_settings()


def test_without_mkdocs_yml_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == read_settings()


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"mkdocs.yml": ""},
        {"mkdocs.yml": "# to be written\n"},
        {"mkdocs.yml": "INHERIT: base.yml\n"},
        {"mkdocs.yml": "INHERIT: base.yml\n", "base.yml": "\n"},
    ],
)
def test_who_needs_settings_does_not_get_the_defaults(tmp_path: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(SettingsError, match=r"\.yml: (is empty|cannot be read)"):
        load_settings(tmp_path, needed=True)
    (tmp_path / "mkdocs.yml").write_text("site_name: x\n")
    assert load_settings(tmp_path, needed=True) == read_settings()


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe", b"- a\n", b"just words"])
def test_an_unreadable_mkdocs_yml_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mkdocs.yml").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path)
    assert "mkdocs.yml: " in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_bare_off_is_off(tmp_path: Path) -> None:
    """YAML reads it as false."""
    (tmp_path / "mkdocs.yml").write_text("extra: {archive: {checks: {blaming-language: off, file-name: advice}}}\n")
    assert load_settings(tmp_path).checks == {"blaming-language": "off", "file-name": "advice"}


def test_variables_and_inherited_settings_hold_as_in_mkdocs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line reads mkdocs.yml without MkDocs, and must understand the same."""
    (tmp_path / "base.yml").write_text("site_url: https://example.com/\nextra: {archive: {timezone: UTC, audience: internal}}\n")
    (tmp_path / "mkdocs.yml").write_text(
        "INHERIT: base.yml\nplugins: [!!python/name:no.such.thing '']\nextra: {archive: {audience: !ENV [WHO, internal]}}\n"
    )
    monkeypatch.setenv("WHO", "public")
    settings = load_settings(tmp_path)
    assert (settings.audience, settings.timezone, settings.site_url) == ("public", "UTC", "https://example.com/")


def test_settings_are_inherited_at_every_depth_as_in_mkdocs(tmp_path: Path) -> None:
    """The build reads with MkDocs, the check without it: a field that one of them does not know would be a warning of one only."""
    (tmp_path / "base.yml").write_text(
        "theme: {name: material, language: de}\nextra:\n  archive:\n    checks: {file-name: off, secret: advice}\n"
        "    fields: {region: {label: Region}}\n    people: [Ada]\n    severities: {P1: One}\n"
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "INHERIT: base.yml\nsite_name: x\ntheme: {features: []}\nextra:\n  archive:\n    checks: {secret: error}\n"
        "    fields: {paid: {label: Paid}, region: {facet: true}}\n    people: [Grace]\n    severities: {P2: Two}\n"
    )
    settings = load_settings(tmp_path)
    assert settings.language == "de"
    assert settings.checks == {"file-name": "off", "secret": "error"}
    assert settings.fields["region"].facet
    assert list(settings.fields) == ["region", "paid"]
    assert (settings.people, list(settings.severities)) == (("Grace",), ["P1", "P2"])
    read_by_mkdocs = load_config(str(tmp_path / "mkdocs.yml"))
    assert read_settings(read_by_mkdocs.extra["archive"], None, "de") == settings


def test_a_site_changes_a_word_by_saying_only_what_differs() -> None:
    settings = read_settings({"root_causes": {"config": {"label": "Setting"}, "capacity": {"deprecated": "limit-exhausted"}}})
    assert settings.root_causes["config"].label == "Setting"
    assert settings.root_causes["config"].description == "A wrong or dangerous setting."
    assert settings.root_causes["capacity"].label == "Capacity"
    gone = settings.root_causes["capacity"].deprecated
    assert gone is not None
    assert gone.replaced_by == ("limit-exhausted",)
    assert list(settings.root_causes) == list(read_settings().root_causes), "words keep their place"


def test_a_word_may_be_deprecated_for_the_same_in_small_letters() -> None:
    settings = read_settings({"root_causes": {"Config": {"label": "Settings", "deprecated": "config"}}})
    assert "Config" in settings.root_causes


def test_no_severities_leave_the_default_set() -> None:
    assert read_settings({"severities": {}}) == read_settings()


def test_a_replacement_is_a_word_to_choose() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(
            {
                "triggers": {
                    "push": {"label": "Push", "deprecated": {"since": 2, "replaced_by": ["deploi", "shove"]}},
                    "shove": {"label": "Shove", "deprecated": ["deploy"]},
                }
            }
        )
    assert "extra.archive.triggers.push: is replaced by 'deploi', which is no word here: add it" in str(caught.value)
    assert "extra.archive.triggers.push: is replaced by 'shove', which is deprecated too" in str(caught.value)
