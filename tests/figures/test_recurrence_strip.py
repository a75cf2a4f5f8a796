import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.figures import draw_recurrence
from postmortem_archive.figures.lettering import width_of
from postmortem_archive.figures.recurrence_strip import RADIUS, SIZE
from postmortem_archive.insight.recurrences import Occurrence
from postmortem_archive.settings import read_settings
from tests.figures.drawn import TEMPLATES, moment
from tests.insight.made import incident


def occurrences(*days: str, first: int = 1, **fields) -> list[Occurrence]:
    return [
        Occurrence(incident(f"{day[:10]}-number-{place}", when=moment(day), **fields), place)
        for place, day in enumerate(days, first)
    ]


def drawn(*days: str, **fields):
    return draw_recurrence(occurrences(*days, **fields), read_settings())


def write(figure) -> str:
    return str(
        TEMPLATES.get_template("recurrence-strip.html").module.recurrence_strip(figure, lambda slug: f"../incidents/{slug}/")
    )


def test_dots_stand_at_their_time_with_the_gaps_between():
    line = drawn("2021-01-05", "2022-01-31", "2023-04-11").wide
    first, second, third = (dot.x for dot in line.dots)
    assert (second - first) / (third - first) == pytest.approx(391 / 826, abs=0.01)
    assert [word.text for word in line.gaps] == ["13 months", "14 months"]
    assert [word.x for word in line.gaps] == [pytest.approx((a + b) / 2, abs=0.1) for a, b in pairwise((first, second, third))]
    assert [(word.text, word.anchor) for word in line.days] == [
        ("5 Jan 2021", "start"),
        ("31 Jan 2022", "middle"),
        ("11 Apr 2023", "end"),
    ]


def test_dots_close_together_move_apart_for_the_words_between():
    line = drawn("2012-01-01", "2012-01-03", "2022-01-01").narrow
    assert [word.text for word in line.gaps] == ["2 days", "10 years"]
    assert line.dots[1].x - line.dots[0].x >= width_of("2 days", SIZE)


def test_of_the_same_day_they_stand_side_by_side():
    figure = drawn("2021-06-22", "2021-06-22", "2021-06-22")
    assert figure.title == "3 incidents on 22 Jun 2021"
    assert [dot.x for dot in figure.wide.dots] == [13, 400, 787]
    assert [word.text for word in figure.wide.gaps] == ["the same day", "the same day"]


def test_numbers_are_those_of_the_chain_and_names_say_what_the_colour_says():
    line = drawn("2021-06-22", "2021-06-30", first=16, severity="SEV2").wide
    assert [(dot.number, dot.tone, dot.name) for dot in line.dots] == [
        (16, "2", "22 Jun 2021, SEV2: Of 2021-06-22-number-16"),
        (17, "2", "30 Jun 2021, SEV2: Of 2021-06-30-number-17"),
    ]


def test_every_dot_leads_to_its_incident():
    html = write(drawn("2021-06-22", "2021-06-30"))
    assert re.findall(r'href="([^"]+)"', html) == ["../incidents/2021-06-22-number-1/", "../incidents/2021-06-30-number-2/"] * 2
    assert 'aria-label="2 incidents from 22 Jun 2021 to 30 Jun 2021"' in html


def test_many_on_a_narrow_page_are_small_and_unnumbered():
    figure = drawn(*(f"{year}-05-12" for year in range(2001, 2021)), first=70)
    assert figure.wide.numbered
    assert "pm-number" in write(figure)
    assert not figure.narrow.numbered
    assert figure.narrow.radius < RADIUS


def test_titles_are_escaped():
    html = write(drawn("2021-06-22", "2021-06-30", title='<script>"&'))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


@settings(deadline=None)  # how long one example takes depends on what else the machine does
@given(st.lists(st.dates().filter(lambda day: 1900 < day.year < 2100), min_size=1, max_size=20).map(sorted))
def test_nothing_overlaps_or_leaves_the_drawing(days):
    figure = drawn(*(day.isoformat() for day in days))
    for line in (figure.wide, figure.narrow):
        places = [dot.x for dot in line.dots]
        assert places[0] >= RADIUS
        assert places[-1] <= line.width - RADIUS
        assert 7 <= line.radius <= RADIUS
        assert all(later - earlier > 2 * line.radius for earlier, later in pairwise(places))
        for words in (line.gaps, line.days):
            shifts = {"start": 0.0, "middle": 0.5, "end": 1.0}
            spans = [
                (word.x - shifts[word.anchor] * (width := width_of(word.text, SIZE)), word.x + (1 - shifts[word.anchor]) * width)
                for word in words
            ]
            assert all(start >= -0.1 and end <= line.width + 0.1 for start, end in spans)
            assert all(end < start for (_, end), (start, _) in pairwise(spans))
