"""The figures as a browser draws them: no words clipped, cut off or on top of each other, and the keyboard reaches all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from postmortem_archive.figures import draw_incident, draw_recurrence
from postmortem_archive.figures.heat_map import draw_crossing
from postmortem_archive.figures.period_bars import draw_load, draw_repeats
from postmortem_archive.figures.small_timeline import draw_small_timeline
from postmortem_archive.figures.spread_figure import draw_spreads
from postmortem_archive.incident import Event, Incident, Phase
from postmortem_archive.insight.recurrences import Occurrence
from postmortem_archive.insight.trends import Trends
from postmortem_archive.settings import read_settings
from postmortem_archive.site.explorer_address import PARAMETERS
from tests.figures.drawn import TEMPLATES, THEME, incident, moment
from tests.insight import made

pytestmark = pytest.mark.browser

PHASES = {
    "started": "2021-06-22 08:00",
    "detected": "2021-06-22 08:01",
    "acknowledged": "2021-06-22 08:01",
    "mitigated": "2021-06-22 10:40",
    "resolved": "2021-06-22 10:45",
}
CASES = {
    "phases close together": incident("2021-06-22 08:00", "2021-06-22 08:02", "2021-06-22 10:44", **PHASES),
    "an event long before and one long after": incident("2021-02-01 09:00", "2021-06-22 08:30", "2021-11-03 10:00", **PHASES),
    "sixty in an hour": incident(*[f"2021-06-22 08:{minute:02}" for minute in range(60)], **PHASES),
    "days": incident("2022-12-16", "~2022-12-19", "2022-12-19", "2023-03-01", detected="2022-12-19"),
    "ranges": incident(
        Event(moment("2021-06-22 08:00:10"), "A very long sentence about everything " * 5, until=moment("2021-06-22 08:00:50")),
        Event(moment("~2021-06-22 08:00:20"), "Unbroken" * 40, until=moment("2021-06-22 08:00:40")),
    ),
}
FAULTS = """() => {
  const faults = [];
  for (const svg of document.querySelectorAll('svg')) {
    if (getComputedStyle(svg).display === 'none') continue;
    const frame = svg.getBoundingClientRect();
    const shown = [...svg.querySelectorAll('text')].map(text => ({text, box: text.getBoundingClientRect()}));
    for (const {text, box} of shown)
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(`clipped: ${text.textContent}`);
    const seen = shown.filter(({text}) => getComputedStyle(text).visibility !== 'hidden');
    seen.forEach(({text, box}, number) => seen.slice(number + 1).forEach(({text: other, box: its}) => {
      if (Math.min(box.right, its.right) - Math.max(box.left, its.left) > 1 &&
          Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > 4)
        faults.push(`overlap: ${text.textContent} | ${other.textContent}`);
    }));
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def show(page: Page, drawn: Incident, width: int) -> None:
    css = (THEME / "assets/archive/figures.css").read_text(encoding="utf-8")
    figure = TEMPLATES.get_template("incident-timeline.html").module.incident_timeline(draw_incident(drawn))
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(f"<!doctype html><style>body {{ font-family: Helvetica, Arial, sans-serif }} {css}</style>{figure}")


@pytest.mark.parametrize("width", [1440, 720, 390])
@pytest.mark.parametrize("drawn", CASES.values(), ids=CASES)
def test_no_words_are_clipped_or_on_top_of_each_other(page, drawn, width):
    show(page, drawn, width)
    assert page.evaluate(FAULTS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1440, 390])
def test_the_keyboard_reaches_every_event_once_and_its_words_appear(page, width):
    show(page, CASES["phases close together"], width)
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
        assert (
            page.evaluate("getComputedStyle(document.activeElement.querySelector('text:last-of-type')).visibility") == "visible"
        )
    assert reached == ["#event-1", "#event-2", "#event-3"]


CHAINS = {
    "three within ten days": ("2021-06-22", "2021-06-30", "2021-07-02"),
    "years and then days": ("2008-02-28", "2021-09-27", "2021-09-28", "2021-09-30"),
    "of one day": ("2021-06-22", "2021-06-22"),
    "as many as are shown": tuple(f"20{year}-09-28" for year in range(11, 31)),
}


@pytest.mark.parametrize("width", [1440, 720, 390])
@pytest.mark.parametrize("days", CHAINS.values(), ids=CHAINS)
def test_the_words_of_a_chain_have_room(page, days, width):
    styles = "".join((THEME / f"assets/archive/{name}.css").read_text(encoding="utf-8") for name in ("figures", "recurrences"))
    chain = [Occurrence(made.incident(f"{day}-{n}", when=moment(day)), n) for n, day in enumerate(days, 71)]
    macro = TEMPLATES.get_template("recurrence-strip.html").module.recurrence_strip
    page.set_viewport_size({"width": width, "height": 900})
    font = "body { font-family: DejaVu Sans, Helvetica, Arial, sans-serif }"
    page.set_content(f"<!doctype html><style>{font} {styles}</style>{macro(draw_recurrence(chain, read_settings()), str)}")
    assert page.evaluate(FAULTS) == []
    numbers = page.locator("svg:visible .pm-number").all_text_contents()
    assert numbers == [str(n) for n, _ in enumerate(days, 71)] or (width == 390 and len(days) == 20 and numbers == [])


LONG = [f"2021-{month:02}-{day:02}-incident" for month in range(1, 13) for day in range(1, 26)]


def trend_figures(count: int) -> str:
    """All figures of /trends/ and a small timeline, of an archive of so many incidents."""
    some = [
        made.incident(
            f"{2025 - n % 23}{slug[4:]}-{n}", severity=f"SEV{n % 4 + 1}", trigger="infrastructure-change", detected_by="customer",
            services=(f"a-service-with-quite-a-long-name-{n % 15}",), root_causes=("version-incompatibility", f"cause-{n % 17}"),
            phases=(Phase("started", moment("2021-06-22 08:00")), Phase("resolved", moment(f"2021-{6 + n % 3:02}-23 0{n % 9}:30"))),
        )
        for n, slug in enumerate(LONG[:count])
    ]  # fmt: skip
    trends = Trends(made.archive_of(*some))
    module = TEMPLATES.get_template("trends.html").module
    resolve = draw_spreads(trends.spreads[2], str)
    maps = [draw_crossing(one, "x", lambda _, value: value, PARAMETERS) for one in trends.crossings]
    small = draw_small_timeline(Counter(one.when.day.year for one in some))
    figures = [
        module.bar_figure(draw_load("x", trends.years), str), module.bar_figure(draw_load("x", trends.months), str),
        module.bar_figure(draw_repeats("x", trends.years), str), module.spread_figure(resolve, str, str),
        *[module.heat_map(one, str) for one in maps], module.small_timeline(small, str, (("service", "x"),)) if small else "",
    ]  # fmt: skip
    return "".join(f'<div class="pm-figure pm-trend"><div class="pm-scroll">{one}</div></div>' for one in figures)


@pytest.mark.parametrize("width", [1440, 720, 390])
@pytest.mark.parametrize("count", [1, 12, 300])
def test_the_words_of_trends_have_room(page, count, width):
    styles = "".join((THEME / f"assets/archive/{name}.css").read_text(encoding="utf-8") for name in ("figures", "trends"))
    font = "body { font-family: DejaVu Sans, Helvetica, Arial, sans-serif } .pm-scroll { overflow-x: auto }"
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(f"<!doctype html><style>{font} {styles}</style>{trend_figures(count)}")
    assert page.locator("svg:visible").count() == (11 if count > 1 else 10)  # three maps are two drawings each
    assert page.evaluate(FAULTS) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
