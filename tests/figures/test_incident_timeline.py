import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.figures import draw_incident
from postmortem_archive.figures.incident_narrow import RADIUS as NARROW_RADIUS
from postmortem_archive.figures.incident_wide import RADIUS
from postmortem_archive.figures.phases import caption
from postmortem_archive.figures.story import tell
from postmortem_archive.incident import Event
from postmortem_archive.moment import Moment, Precision
from postmortem_archive.reading import read_draft
from postmortem_archive.settings import read_settings
from tests.figures.drawn import TEMPLATES, incident, moment

CLOCK = incident(
    "2021-06-22 08:21", "2021-06-22 08:29", None, "2021-06-22 08:46",
    started="2021-06-22 08:21", detected="2021-06-22 08:29", acknowledged="2021-06-22 08:30", resolved="2021-06-22 08:46",
)  # fmt: skip


@pytest.mark.parametrize(
    ("events", "scale", "numbers", "undrawn"),
    [
        ([], None, [], 0),
        (["2021-06-22 08:21"], None, [], 0),
        (["2021-06-22 08:21", "2021-06-22 08:21"], None, [], 0),
        (["2021-06-22", "2021-06-22"], None, [], 0),
        ([None, None], None, [], 0),
        (["2021-06-22 08:21", "2021-06-22 08:22"], "time", [1, 2], 0),
        (["2021-06-22 23:50", "2021-06-23 00:20"], "time", [1, 2], 0),
        (["2021-06-22 08:21", "2021-06-23", None, "2021-06-24 09:00"], "time", [1, 4], 1),
        (["2021-06-22", "2021-06-23"], "day", [1, 2], 0),
        (["2021-06-22 08:21", "2021-06-25"], "day", [1, 2], 0),
        (["2021-06-22 08:21", "2021-06-22"], None, [], 0),
        (["2021-06-22 10:00", "2021-06-22 09:00"], "time", [2, 1], 0),
    ],
)
def test_the_axis_is_as_precise_as_the_moments(events, scale, numbers, undrawn):
    figure = draw_incident(incident(*events))
    assert (figure and figure.scale) == scale
    if figure:
        assert [dot.number for dot in figure.wide.dots] == [dot.number for dot in figure.narrow.dots] == numbers
        assert figure.undrawn == undrawn


def test_phases_become_bands_and_words():
    wide = draw_incident(CLOCK).wide
    assert [(band.kind, band.words) for band in wide.bands] == [("detect", "not yet detected"), ("mitigate", "being resolved")]
    assert {sign.text for sign in wide.signs} == {"detected in 8 min", "acknowledged", "resolved in 25 min"}
    assert wide.bands[0].start == wide.low
    assert wide.bands[-1].start + wide.bands[-1].length == pytest.approx(wide.high, abs=0.2)


def test_the_description_says_it_in_words():
    figure = draw_incident(CLOCK)
    assert figure.description == (
        "From 08:21 to 08:46 UTC on 22 June 2021: detected after 8 min and resolved after 25 min; 3 events."
    )
    assert figure.caption == (
        "From the start on 22 June 2021: detected in 8 min, acknowledged in 9 min and resolved in 25 min.",
        "1 event without a time is in the list below.",
    )


@pytest.mark.parametrize(
    ("phases", "inferred", "texts"),
    [
        ({"started": "~2021-06-22 08:00", "resolved": "2021-06-22 09:00"}, (), {"resolved in about 1 h"}),
        ({"started": "2021-06-22 08:00", "resolved": "2021-06-22 09:30"}, ("resolved",), {"resolved in 1 h 30 min (inferred)"}),
        ({"started": "2021-06-22 08:00", "detected": "2021-06-22 08:00", "resolved": "2021-06-22 09:00"}, (), {"detected within a minute", "resolved in 1 h"}),
        ({"detected": "2021-06-22 08:00", "resolved": "2021-06-22 09:00"}, ("detected",), {"detected (inferred)", "resolved"}),
        ({"started": "2021-06-21", "detected": "2021-06-22 08:00", "resolved": "2021-06-22 09:00"}, (), {"detected", "resolved"}),
        ({"started": "2021-06-22 08:00", "detected": "2021-06-22 07:00", "resolved": "2021-06-22 09:00"}, (), {"started", "detected", "resolved in 1 h"}),
    ],
)  # fmt: skip
def test_labels_say_how_sure_they_are(phases, inferred, texts):
    figure = draw_incident(incident(inferred=inferred, **phases))
    assert {sign.text for sign in figure.wide.signs} == texts


def test_remarks_name_what_is_doubtful():
    figure = draw_incident(
        incident(
            "~2021-06-22 08:10", "2021-06-22", inferred=("resolved",), started="~2021-06-22 08:00", resolved="2021-06-22 09:00"
        )
    )
    assert figure.caption == (
        "From the start on 22 June 2021: resolved in about 1 h (inferred).",
        "The start is approximate.",
        "The resolution is inferred from the timeline.",
        "A hollow mark with a ~ stands for an approximate time.",
        "1 event of which only the day is known is in the list below.",
    )


def test_a_day_is_never_put_at_midnight():
    drawing = draw_incident(incident("2022-12-16", "2022-12-19", detected="2022-12-18")).wide
    day = (drawing.high - drawing.low) / 4
    assert [dot.leader[0][0] for dot in drawing.dots] == [
        pytest.approx(drawing.low + day / 2, abs=0.2),
        pytest.approx(drawing.high - day / 2, abs=0.2),
    ]
    assert drawing.bands == ()
    assert [sign.text for sign in drawing.signs] == ["detected"]
    assert [tick.text for tick in drawing.ticks] == ["16 Dec", "17 Dec", "18 Dec", "19 Dec"]


def test_an_event_months_later_does_not_squash_the_core():
    core = ["2021-06-22 08:00", "2021-06-22 08:20", "2021-06-22 09:00"]
    drawing = draw_incident(incident(*core, "2021-10-22 10:00", started=core[0], resolved=core[2])).wide
    assert [one.text for one in drawing.breaks] == ["4 months"]
    assert drawing.bands[0].length > 500
    assert drawing.ticks[-1].text == "10:00"
    assert drawing.ticks[-1].below == "22 Oct"


def test_days_far_apart_are_told_by_a_break():
    drawing = draw_incident(incident("2021-06-01", "2021-06-02", "2021-06-03", "2021-12-01")).wide
    assert [one.text for one in drawing.breaks] == ["6 months"]


def test_a_long_phase_is_drawn_to_scale():
    drawing = draw_incident(
        incident(
            started="2021-06-22 08:00", detected="2021-06-22 08:10", mitigated="2021-06-22 20:00", resolved="2021-06-22 20:10"
        )
    ).wide
    assert drawing.breaks == ()


@pytest.mark.parametrize(
    ("events", "ticks"),
    [
        (["2021-06-22 08:21", "2021-06-22 08:46"], [("08:25", "22 Jun"), ("08:30", ""), ("08:35", ""), ("08:40", ""), ("08:45", "")]),
        (["2021-06-22 21:30", "2021-06-23 04:00"], [("22:00", "22 Jun"), ("23:00", ""), ("00:00", "23 Jun"), ("01:00", ""), ("02:00", ""), ("03:00", ""), ("04:00", "")]),
        (["2021-12-31 18:00", "2022-01-01 06:00"], [("18:00", "31 Dec"), ("20:00", ""), ("22:00", ""), ("00:00", "1 Jan 2022"), ("02:00", ""), ("04:00", ""), ("06:00", "")]),
        (["2021-06-22 08:21:10", "2021-06-22 08:21:30"], [(f"08:21:{s}", "22 Jun" if s == 10 else "") for s in (10, 15, 20, 25, 30)]),
    ],
)  # fmt: skip
def test_ticks_stand_at_round_values_and_name_the_day_when_it_changes(events, ticks):
    wide = draw_incident(incident(*events)).wide
    assert [(tick.text, tick.below) for tick in wide.ticks] == ticks


def test_the_clock_change_is_drawn_as_it_was_lived():
    new_york = ZoneInfo("America/New_York")
    wide = draw_incident(incident("2021-03-14 00:30", "2021-03-14 05:00", zone=new_york)).wide
    assert wide.zone == "EST/EDT"
    assert "02:00" not in [tick.text for tick in wide.ticks]


def test_zones_that_disagree_are_told_in_the_zone_of_the_start():
    berlin = ZoneInfo("Europe/Berlin")
    first = incident("2021-06-22 10:00", zone=berlin, started="2021-06-22 10:00")
    events = (*first.timeline, Event(moment("2021-06-22 09:00"), "in UTC"))
    mixed = replace(first, sections=(replace(first.sections[0], parts=events),))
    drawing = draw_incident(mixed).wide
    assert drawing.zone == "CEST"
    assert [dot.when for dot in drawing.dots] == ["10:00", "11:00"]


def test_a_range_is_a_bar_and_an_approximate_time_is_marked():
    lasting = Event(moment("~2021-06-22 08:10"), "slow", until=moment("2021-06-22 08:30"))
    drawing = draw_incident(incident("2021-06-22 08:00", lasting, "2021-06-22 09:00")).wide
    (bar,) = drawing.bars
    assert bar.length == pytest.approx((drawing.high - drawing.low) / 3, abs=0.3)
    assert drawing.dots[1].approximate
    assert drawing.dots[1].when == "~08:10–08:30"
    assert drawing.dots[1].label == "2: about 08:10–08:30 slow"


STARTS = datetime(2021, 6, 22, 8, tzinfo=UTC)
crowds = st.lists(st.integers(0, 3000) | st.integers(0, 60) | st.integers(0, 500_000), min_size=2, max_size=70)


def crowd(minutes: list[int]):
    events = [Event(Moment(STARTS + timedelta(minutes=n), Precision.MINUTE), f"Event {n} of a long story") for n in minutes]
    return draw_incident(incident(*events))


@settings(max_examples=150, deadline=None)
@given(crowds)
def test_no_two_dots_overlap_and_none_is_clipped(minutes):
    figure = crowd(minutes)
    if figure is None:
        assert len(set(minutes)) == 1
        return
    for drawing, radius in ((figure.wide, RADIUS), (figure.narrow, NARROW_RADIUS)):
        for one, other in combinations(drawing.dots, 2):
            assert math.dist((one.x, one.y), (other.x, other.y)) >= 2 * radius
        for dot in drawing.dots:
            assert radius <= dot.x <= drawing.width - radius
            assert radius <= dot.y <= drawing.height - radius


@settings(max_examples=150, deadline=None)
@given(crowds)
def test_the_order_of_events_is_the_order_along_the_axis(minutes):
    figure = crowd(minutes)
    if figure is None:
        return
    ordered = sorted(range(1, len(minutes) + 1), key=lambda number: (minutes[number - 1], number))
    assert [dot.number for dot in sorted(figure.wide.dots, key=lambda dot: dot.x)] == ordered
    assert [dot.number for dot in sorted(figure.narrow.dots, key=lambda dot: dot.y)] == ordered
    for drawing, axis in ((figure.wide, 0), (figure.narrow, 1)):
        places = {dot.number: dot.leader[0][axis] for dot in drawing.dots}
        assert [places[number] for number in ordered] == sorted(places.values())
        ticks = [tick.place for tick in drawing.ticks]
        assert all(before < after for before, after in pairwise(ticks))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 6000), min_size=5, max_size=5))
def test_labels_never_overlap_and_no_line_cuts_through_words(minutes):
    names = ("started", "detected", "mitigated", "resolved", "communicated")
    times = [*sorted(minutes[:4]), minutes[4]]
    phases = {name: (STARTS + timedelta(minutes=n)).strftime("%Y-%m-%d %H:%M") for name, n in zip(names, times, strict=True)}
    figure = draw_incident(incident(**phases))
    if figure is None:
        return
    for one, other in combinations(figure.wide.signs, 2):
        assert one.y != other.y or abs(one.x - other.x) > 40
    assert all(0 <= sign.x <= figure.wide.width for sign in figure.wide.signs)
    rows = sorted(sign.y for sign in figure.narrow.signs)
    assert all(after - before >= 18 for before, after in pairwise(rows))


@pytest.mark.parametrize(
    "drawn", [CLOCK, incident("2022-12-16", "~2022-12-19"), incident(*["~2021-06-22 08:00"] * 30, "2021-07-30 08:00")]
)
def test_the_template_writes_xml_with_a_link_for_every_event(drawn):
    figure = draw_incident(drawn)
    root = ET.fromstring(str(TEMPLATES.get_template("incident-timeline.html").module.incident_timeline(figure)))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    wide, narrow = root.findall("svg")
    for svg in (wide, narrow):
        links = [link for link in svg.iter("a") if link.get("tabindex") is None]
        assert [link.get("href") for link in links] == [f"#event-{dot.number}" for dot in figure.wide.dots]
        assert all(link.get("aria-label") for link in links)
    assert "".join(root.find("figcaption").itertext()) == " ".join(figure.caption)


def test_two_times_of_a_skipped_hour_that_are_one_instant_are_nothing_to_draw():
    assert tell(incident("2024-03-10 02:00", "2024-03-10 03:00", zone=ZoneInfo("America/New_York"))) is None
    assert tell(incident("2024-03-10 02:00", "2024-03-10 03:30", zone=ZoneInfo("America/New_York"))) is not None


def test_nothing_to_draw_is_nothing_at_all():
    assert str(TEMPLATES.get_template("incident-timeline.html").module.incident_timeline(None)).strip() == ""


@pytest.mark.parametrize(
    ("stated", "said"),
    [("date: 2023-05-12", True), ("started_at: 2023-05-12 10:00\nresolved_at: 2023-05-12 13:00", False)],
)
def test_the_length_of_a_timeline_is_told_as_inferred_where_nothing_else_is_known(stated, said):
    text = f"---\ntitle: Nap\ntimezone: UTC\n{stated}\n---\n\n## Timeline\n\n- 10:00 It was slow.\n- 11:30 Calls.\n- 13:00 It was well.\n"
    incident = read_draft("a.md", "a", text.encode(), read_settings({})).incident
    assert incident is not None
    story = tell(incident)
    assert story is not None
    sentence = "3 h from the first entry to the last (inferred: start and end are not stated)."
    assert (sentence in caption(incident, story)) == said
