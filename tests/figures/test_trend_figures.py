"""The figures of /trends/ and the small timeline of a group: what they draw, and what they ask the explorer for."""

from __future__ import annotations

import pytest

from postmortem_archive.figures.heat_map import draw_crossing
from postmortem_archive.figures.period_bars import draw_load, draw_repeats, hours, hours_known, share
from postmortem_archive.figures.small_timeline import draw_small_timeline
from postmortem_archive.figures.spread_figure import draw_spreads
from postmortem_archive.insight.crossing import cross
from postmortem_archive.insight.spread import SPANS, Spread
from postmortem_archive.insight.trends import Period, Row, Spreads
from tests.insight import made

FULL = Period("2023", (("year", "2023"),), 10, 10, 600, 60, 4)
PARTLY = Period("2022", (("year", "2022"),), 5, 2, 300, 200, 0)
UNKNOWN = Period("2021", (("year", "2021"),), 1, 0, 0, 0, 0)
NONE = Period("2020", (("year", "2020"),), 0, 0, 0, 0, 0)


def test_hours_are_at_least_what_is_known_and_never_nought_for_unknown():
    assert [hours_known(one) for one in (FULL, PARTLY, UNKNOWN, NONE)] == ["10 h", "≥ 5 h", "unknown", "–"]
    assert [hours(minutes) for minutes in (3, 90, 1234 * 60)] == ["under 0.1 h", "1.5 h", "1,234 h"]


def test_a_share_has_a_percentage_only_where_one_means_something():
    assert (share(3, 11), share(5, 20)) == ("3 of 11", "5 of 20 (25 %)")


def test_bars_are_as_long_as_their_numbers_and_an_empty_year_leads_nowhere():
    chart = draw_load("x", [FULL, PARTLY, UNKNOWN, NONE]).wide
    counts, times = zip(*[row.bars for row in chart.rows], strict=True)
    assert [round(bar.length / counts[0].length, 2) for bar in counts] == [1, 0.5, 0.1, 0]
    assert [round(bar.length / times[0].length, 2) for bar in times] == [1, 0.5, 0, 0]
    assert [row.query for row in chart.rows] == [FULL.query, PARTLY.query, UNKNOWN.query, ()]
    assert chart.rows[1].name == "2022: 5 incidents, ≥ 5 h, duration of 3 unknown"
    assert all(bar.x + bar.length < chart.width for row in chart.rows for bar in row.bars)


def test_what_came_back_is_a_part_of_its_bar():
    chart = draw_repeats("x", [FULL, PARTLY]).narrow
    assert [round(row.bars[0].part / row.bars[0].length, 2) for row in chart.rows] == [0.4, 0]
    assert [row.bars[0].text for row in chart.rows] == ["4 of 10", "0 of 5"]


def spreads(*minutes: float) -> Spreads:
    spread = Spread(tuple((value, f"s{number}") for number, value in enumerate(sorted(minutes))), 3)
    return Spreads(SPANS[2], Row("All", (), spread), (), (Row("2023", (("year", "2023"),), spread),))


def test_many_values_are_a_box_in_order_on_a_logarithmic_axis():
    figure = draw_spreads(spreads(*[10**exponent for exponent in (0, 1, 2, 3, 4) for _ in range(5)]), str)
    assert figure is not None
    box = figure.wide.rows[0].box
    assert box is not None
    assert box.ninetieth is not None
    assert box.low < box.first < box.median < box.third < box.ninetieth <= box.high
    assert box.third - box.median == pytest.approx(box.median - box.first, abs=0.3)  # 10, 100, 1000: equal steps
    assert figure.wide.rows[0].dots == ()
    assert figure.wide.rows[1].name == "2023: 1 h 40 min, the median; known for 25 of 28"


def test_few_values_are_dots_that_lead_to_their_incidents():
    figure = draw_spreads(spreads(5, 5, 60), str)
    assert figure is not None
    row = figure.narrow.rows[1]
    assert row.box is None
    assert [dot.slug for dot in row.dots] == ["s0", "s1", "s2"]
    assert row.dots[0].x == row.dots[1].x
    assert row.dots[0].y != row.dots[1].y, "two of the same length do not hide one another"
    assert row.said == "too few for a median"
    assert row.query == (("year", "2023"),)


def test_less_than_a_minute_and_more_than_a_century_stay_on_the_axis():
    figure = draw_spreads(spreads(0, 0.5, 10**9), str)
    assert figure is not None
    assert all(196 <= dot.x <= 640 for dot in figure.wide.rows[0].dots)


def test_nothing_known_is_not_drawn():
    assert draw_spreads(spreads(), str) is None


PARAMETERS = {"services": "service", "root_causes": "root-cause"}


def test_a_cell_asks_the_explorer_for_both_values_and_others_are_not_asked_for():
    some = [made.incident(f"2021-01-{n:02}-a", services=(f"s{n:02}",), root_causes=("config",)) for n in range(1, 14)]
    some += [made.incident("2021-02-01-b", services=("s01",), root_causes=("config",))]
    drawn = draw_crossing(cross(some, "services", "root_causes"), "x", lambda _, value: value.upper(), PARAMETERS)
    assert drawn is not None
    first, last = drawn.rows[0].cells[0], drawn.rows[-1].cells[0]
    assert first.query == (("service", "s01"), ("root-cause", "config"))
    assert (first.name, first.count, first.level) == ("S01 and CONFIG: 2 incidents", 2, 5)
    assert (drawn.rows[1].cells[0].level, last.query, drawn.rows[-1].label) == (3, (), "others")


def test_a_map_of_nothing_is_not_drawn():
    assert draw_crossing(cross([made.incident("2021-01-01-a")], "services", "root_causes"), "x", str, PARAMETERS) is None


def test_a_group_of_one_year_has_no_timeline_and_one_of_many_years_has_an_end():
    assert draw_small_timeline({2021: 2}) is None
    figure = draw_small_timeline(dict.fromkeys((1980, *range(2001, 2026, 2)), 1))
    assert figure is not None
    for drawn, most in ((figure.wide, 15), (figure.narrow, 7)):
        assert len(drawn.columns) == most
        assert sum(one.count for one in drawn.columns) == 14
        assert drawn.columns[-1].label == "2025"
        assert drawn.columns[-2].query == (), "a year without incidents leads nowhere"
    assert figure.narrow.columns[0].label == "–2019"
    assert figure.narrow.columns[0].query == (("to", "2019"),)
