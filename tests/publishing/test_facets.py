"""search/facets.json: what the explorer narrows and sorts by."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

import pytest

from postmortem_archive.archive import Archive
from postmortem_archive.incident import ActionItem, Incident, Phase, Section
from postmortem_archive.moment import Moment, Precision
from postmortem_archive.publishing.facets import durations_file, facets_file, sign
from postmortem_archive.search.facets import facets_of
from postmortem_archive.settings import Settings, read_settings
from tests.conftest import WriteArchive

FIELDS = {
    "region": {"label": "Region", "facet": True},
    "paged": {"label": "Paged", "type": "boolean", "facet": True},
    "zones": {"label": "Zones", "type": "list", "facet": True},
    "cost": {"label": "Cost", "type": "integer"},
    "customer": {"label": "Customer", "facet": True, "internal": True},
}


class Shelf(Archive):
    """An archive of incidents that no file holds."""

    def __init__(self, incidents: list[Incident], settings: Settings) -> None:
        super().__init__(settings, ())
        self.__dict__["incidents"] = tuple(sorted(incidents, key=lambda one: one.when.day, reverse=True))

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """As given."""
        return ()


def rows(content: dict[str, Any], name: str) -> list[list[str]]:
    """By incident the words of a facet, read as the browser reads them."""
    facet = next(facet for facet in content["facets"] if facet["name"] == name)
    words = {sign(place): word for place, word in enumerate(facet["words"])}
    entries = facet["column"].split(" ") if facet["several"] else [entry.strip() for entry in facet["column"]]
    return [[words[one] for one in entry] for entry in entries]


@pytest.fixture
def three(archive_at: WriteArchive) -> Archive:
    """Three incidents, the oldest first: everything, another day with other words, and nothing but a date."""
    root = archive_at(
        {
            "2021-03-01-full.md": """\
                ---
                title: Full
                started_at: 2021-03-01 10:00
                resolved_at: 2021-03-01 10:00:30
                severity: SEV2
                services: [web, cache]
                root_causes: [config, capacity]
                trigger: deploy
                detected_by: alert
                teams: [core]
                organisation: Shop
                tags: [a b, "ü"]
                extra: {region: eu, paged: true, zones: [z1, z2], cost: 7, customer: Big}
                ---

                ## Action items

                - [ ] Do it
                """,
            "2021-03-11-other.md": """\
                ---
                title: Other
                started_at: ~2021-03-11 10:00
                resolved_at: 2021-03-11 11:30
                severity: SEV1
                services: [web]
                extra: {paged: false}
                ---
                """,
            "2022-01-01-bare.md": "---\ntitle: Bare\ndate: 2022-01-01\n---\n",
        },
        settings=f"timezone: UTC\nfields: {json.dumps(FIELDS)}",
    )
    return Archive.open(root)


@pytest.fixture
def content(three: Archive) -> dict[str, Any]:
    """The columns of these."""
    return dict(json.loads(facets_file(three)))


def test_durations_are_minutes_where_they_are_known(three: Archive) -> None:
    assert json.loads(durations_file(three)) == [0.5, 90, None]


def test_incidents_stand_in_the_order_of_their_numbers(content: dict[str, Any]) -> None:
    """From the oldest: days as steps, and whose duration is known to the minute."""
    assert content["incidents"] == 3
    assert content["first_day"] == "2021-03-01"
    assert content["days"] == [0, 10, 296]
    assert content["exact"] == "100"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("severity", [["SEV2"], ["SEV1"], []]),
        ("service", [["web", "cache"], ["web"], []]),
        ("root-cause", [["config", "capacity"], [], []]),
        ("trigger", [["deploy"], [], []]),
        ("detected-by", [["alert"], [], []]),
        ("team", [["core"], [], []]),
        ("organisation", [["Shop"], [], []]),
        ("tag", [["a b", "ü"], [], []]),
        ("year", [["2021"], ["2021"], ["2022"]]),
        ("open", [["yes"], ["no"], ["no"]]),
        ("extra.region", [["eu"], [], []]),
        ("extra.paged", [["yes"], ["no"], []]),
        ("extra.zones", [["z1", "z2"], [], []]),
    ],
)
def test_columns_say_what_each_incident_has(name: str, expected: list[list[str]], content: dict[str, Any]) -> None:
    """Whether it has one word, several, or none; a field that is declared without `facet` is no facet."""
    assert rows(content, name) == expected
    assert "extra.cost" not in {facet["name"] for facet in content["facets"]}


def test_words_carry_the_labels_that_people_read(content: dict[str, Any]) -> None:
    """Those of a taxonomy and of yes and no; severities from the most severe down."""
    by_name = {facet["name"]: facet for facet in content["facets"]}
    assert by_name["root-cause"]["labels"] == ["Capacity", "Configuration"]
    assert by_name["severity"]["words"] == ["SEV1", "SEV2"]
    assert (by_name["extra.paged"]["label"], by_name["extra.paged"]["labels"]) == ("Paged", ["No", "Yes"])


def test_an_empty_archive_has_empty_columns(archive_at: WriteArchive) -> None:
    """And no day to count from."""
    content = json.loads(facets_file(Archive.open(archive_at({}))))
    assert (content["incidents"], content["first_day"], content["days"]) == (0, None, [])
    assert all(facet["words"] == [] and facet["column"] == "" for facet in content["facets"])


def test_a_public_site_has_no_internal_field(archive_at: WriteArchive) -> None:
    """Neither its values nor its name."""
    text = "---\ntitle: One\ndate: 2021-01-01\nvisibility: public\nextra: {customer: Big}\n---\n\nText.\n"
    archive = Archive.open(archive_at({"2021-01-01-one.md": text}, settings=f"fields: {json.dumps(FIELDS)}"))
    assert "Big" in facets_file(archive)
    public = facets_file(archive.for_audience("public", drafts=False))
    assert "Big" not in public
    assert "ustomer" not in public


def test_every_word_has_a_sign_of_its_own() -> None:
    """However many there are; none that JSON escapes, and no space."""
    signs = [sign(place) for place in range(60_000)]
    assert len(set(signs)) == len(signs)
    assert all(json.dumps(one, ensure_ascii=False) == f'"{one}"' for one in signs)
    assert " " not in signs
    "".join(signs).encode()


def test_ten_thousand_incidents_are_ninety_kilobytes() -> None:
    """Compressed as a web server does it, with values that have nothing to do with each other."""
    chance = Random(1)
    incidents = [_any_incident(number, chance) for number in range(10_000)]
    settings = read_settings({"fields": {"region": {"label": "Region", "facet": True}}})
    text = facets_file(Shelf(incidents, settings))
    assert json.loads(text)["incidents"] == 10_000
    assert len(json.loads(text)["facets"]) == len(list(facets_of(settings))) == 11
    assert len(gzip.compress(text.encode(), 6)) <= 90_000


def _any_incident(number: int, chance: Random) -> Incident:
    day = date(2014, 1, 1) + timedelta(days=number * 2 // 5)
    start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    end = start + timedelta(minutes=int(chance.lognormvariate(4, 1.2)) + 1)
    phases = [Phase(name, Moment(at, Precision.MINUTE)) for name, at in (("started", start), ("resolved", end))]
    services = chance.choices(
        [f"service-{one}" for one in range(120)], [1 / (one + 1) for one in range(120)], k=chance.choice((1, 1, 2))
    )
    return Incident(
        slug=f"incident-{number}", path="", title="Down", when=Moment(day, Precision.DAY), id=f"incident-{number}",
        severity=chance.choice(("SEV1", "SEV2", "SEV3", "SEV4", None)),
        phases=tuple(phases) if chance.random() < 0.85 else (),
        services=tuple(dict.fromkeys(services)),
        teams=(f"team-{chance.randrange(15)}",),
        organisation=chance.choice(("Shop", "Bank")),
        tags=tuple(dict.fromkeys(f"tag-{int(chance.triangular(0, 40, 0))}" for _ in range(chance.choice((1, 2, 3))))),
        trigger=f"trigger-{chance.randrange(12)}",
        root_causes=tuple(sorted({f"cause-{chance.randrange(18)}" for _ in range(chance.choice((1, 1, 2)))})),
        detected_by=chance.choice(("alert", "customer", "employee", None)),
        extra={"region": f"region-{chance.randrange(4)}"},
        sections=(Section("Action items", "actions", 2, "", parts=(ActionItem("Do it", status=chance.choice(("open", "done"))),)),),
    )  # fmt: skip
