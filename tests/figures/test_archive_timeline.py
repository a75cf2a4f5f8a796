import random
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import combinations
from types import SimpleNamespace

import pytest

from postmortem_archive.figures import archive_timeline, draw_archive
from postmortem_archive.figures.archive_timeline import Year
from postmortem_archive.incident import Incident
from postmortem_archive.moment import Moment, Precision
from postmortem_archive.settings import read_settings
from tests.figures.drawn import TEMPLATES

WORDS = ("checkout", "database", "queue", "expired", "region", "failover", "deploy", "timeout", "search", "payments")


def archive(days: list[date], severity: str | None = None):
    incidents = [
        Incident(f"{day}-incident-{n}", "x", f"Incident <{n}>", Moment(day, Precision.DAY), str(n), severity=severity)
        for n, day in enumerate(days)
    ]
    newest = sorted(incidents, key=lambda one: one.when.order, reverse=True)
    return SimpleNamespace(incidents=tuple(newest), settings=read_settings())


def thousand():
    chance = random.Random(7)
    incidents = []
    for number in range(1000):
        day = date(2012, 1, 1) + timedelta(chance.randrange(365 * 13))
        title = " ".join(chance.sample(WORDS, 7))
        severity = chance.choice((None, None, "SEV1", "SEV2", "SEV3", "SEV4"))
        slug = f"{day}-{title.replace(' ', '-')[:30]}-{number}"
        incidents.append(Incident(slug, "x", title, Moment(day, Precision.DAY), str(number), severity=severity))
    newest = sorted(incidents, key=lambda one: one.when.order, reverse=True)
    return SimpleNamespace(incidents=tuple(newest), settings=read_settings())


def write(figure) -> str:
    module = TEMPLATES.get_template("archive-timeline.html").module
    return str(module.archive_timeline(figure, lambda slug: f"../incidents/{slug}/", lambda year: f"../years/{year}/"))


def test_an_empty_archive_has_no_figure():
    assert draw_archive(archive([])) is None
    assert write(None).strip() == ""


def test_years_come_newest_first_and_empty_ones_in_one_row():
    figure = draw_archive(archive([date(2021, 6, 22), date(2008, 7, 20), date(2012, 1, 1), date(2010, 1, 1), date(2021, 1, 1)]))
    assert [getattr(row, "year", row.label) for row in figure.rows] == [2021, "2013–2020", 2012, "2011", 2010, "2009", 2008]


def test_an_incident_stands_at_its_day():
    days = [date(2020, 1, 1), date(2020, 2, 29), date(2020, 12, 31)]
    (row,) = draw_archive(archive(days)).rows
    assert [mark.x for mark in row.wide.marks] == [13, 136, 787]


@pytest.mark.parametrize(
    ("severity", "tone"), [(None, "none"), ("SEV1", "1"), ("SEV4", "4"), ("catastrophe", "none")]
)  # fmt: skip
def test_severities_have_a_tone_and_a_count(severity, tone):
    figure = draw_archive(archive([date(2020, 1, 1)], severity))
    assert [(key.tone, key.count) for key in figure.legend] == [(tone, 1)]
    assert figure.rows[0].wide.marks[0].tone == tone


def test_a_custom_set_of_severities_keeps_its_names():
    many = archive([date(2020, 1, 1)], "P5")
    many.settings = read_settings({"severities": {f"P{n}": f"Priority {n}" for n in range(1, 7)}})
    figure = draw_archive(many)
    assert [(key.tone, key.label) for key in figure.legend] == [("4", "Priority 5")]


@pytest.mark.parametrize(
    ("days", "shows"),
    [
        ([date(2020, 1, 1)], ["pm-swatch"]),
        ([date(2020, 1, 1)] * 30, ["pm-swatch pm-swatch-column"]),
        ([date(2020, 1, 1)] * 30 + [date(2021, 1, 1)], ["pm-swatch", "pm-swatch pm-swatch-column"]),
    ],
)
def test_the_legend_shows_what_is_drawn(days, shows):
    """Columns have the colours of severities, and not their shapes."""
    legend = write(draw_archive(archive(days, "SEV1"))).partition("</ul>")[0]
    assert re.findall(r'class="(pm-swatch[^"]*)"', legend) == shows


def test_marks_never_overlap():
    chance = random.Random(1)
    figure = draw_archive(archive([date(2020, 1, 1) + timedelta(chance.randrange(366)) for _ in range(24)]))
    for strip in (figure.rows[0].wide, figure.rows[0].narrow):
        assert len(strip.marks) == 24
        for one, other in combinations(strip.marks, 2):
            assert max(abs(one.x - other.x), abs(one.y - other.y)) >= 24
        assert all(12 <= mark.x <= strip.width - 12 and 12 <= mark.y <= strip.foot for mark in strip.marks)


def test_a_crowded_week_is_counted():
    figure = draw_archive(archive([date(2020, 6, 1)] * 12))
    strip = figure.rows[0].wide
    assert strip.marks == ()
    assert [count.text for count in strip.counts] == ["12"]
    assert len(strip.columns) == 1


def drawn_singly(counts: dict[int, int], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The years whose incidents have a mark each, when there is room for ten."""
    monkeypatch.setattr(archive_timeline, "WIDE_MARKS", 10)
    days = [date(year, 1 + number, 1) for year, count in counts.items() for number in range(count)]
    rows = draw_archive(archive(days)).rows
    return [row.year for row in rows if isinstance(row, Year) and row.wide.marks]


@pytest.mark.parametrize(
    ("counts", "singly"),
    [
        ({2020: 5, 2021: 5, 2022: 1}, [2022, 2021]),
        ({2019: 4, 2020: 5, 2021: 5}, [2021, 2020]),
        ({2018: 4, 2019: 1, 2020: 12, 2021: 5}, [2021, 2019, 2018]),
        ({2019: 3, 2020: 9, 2021: 11}, [2019]),
        ({2020: 6, 2021: 4}, [2021, 2020]),
    ],
    ids=["newest", "newest, no gap", "then the calmest", "only calm ones", "all"],
)
def test_the_newest_years_are_drawn_singly_and_then_the_calmest(counts, singly, monkeypatch):
    assert drawn_singly(counts, monkeypatch) == singly


def test_a_thousand_incidents_stay_light_and_lose_none():
    figure = draw_archive(thousand())
    assert sum(row.count for row in figure.rows) == 1000
    assert len(write(figure)) < 150_000


@pytest.mark.parametrize("days", [[date(2021, 6, 22)], [date(2020, 6, 1)] * 12 + [date(2015, 1, 1)]])
def test_the_template_writes_xml_with_a_link_for_every_incident(days):
    figure = draw_archive(archive(days))
    root = ET.fromstring(write(figure))
    years = root.find("ol").findall("li")
    assert len(years) == len(figure.rows)
    for row, item in zip(figure.rows, years, strict=True):
        if hasattr(row, "wide"):
            wide = item.find("svg")
            links = [link.get("href") for link in wide.iter("a")]
            assert links == [f"../incidents/{mark.slug}/" for mark in row.wide.marks] or links == [f"../years/{row.year}/"]
            assert all("".join(link.itertext()).strip() for link in wide.iter("a"))
