"""Pages and the search of an archive of N incidents, as a browser has them.

    python bench/browser.py [N ...] [--site DIR] [--width 390] [--slower 4] [--runs 3]

Builds the archive of bench/generating.py for each N, or takes the site DIR that is built already, serves it on this machine,
packed as a web server sends it, and opens it in the machine's Chromium. Nothing is cached when a page is opened.

- own: KB over the wire of HTML, styles, scripts and data; theme: those of Material, images and fonts too.
- nodes: elements of the page.
- paint: ms until something is drawn. ready: until it can be used, which in the explorer is when its filters and results are
  there, on the page of action items when its filters are, and elsewhere when all scripts have run.
- blocked: ms in which the page could not answer, in pieces of more than 50 ms each, until it is ready and half a second later.
- scrolled: frames that took more than 50 ms of all while the page is scrolled from its top to its end, and the longest; in the
  explorer after "Show more" was pressed four times.

Then the questions of search.yml are asked in the explorer: first with nothing cached, then with the files of the index cached
and nothing remembered. Each is there but for its last letter; ms are from that key to the last change that it makes, and until
that is drawn. What is said to a screen reader, when somebody pauses, is no such change.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

from build import ENVIRONMENT, builders  # noqa: E402  (the path is set above)
from generating import write_archive  # noqa: E402
from measuring import measure  # noqa: E402
from serving import served  # noqa: E402

LOADED = "document.readyState === 'complete'"
EXPLORER = "document.querySelector('[data-pm-sort]:not([hidden])') && document.querySelector('.pm-results > li')"
PAGES = (
    ("home", "", LOADED),
    ("an incident", "incidents/{slug}/", LOADED),
    ("/incidents/", "incidents/", EXPLORER),
    ("/timeline/", "timeline/", LOADED),
    ("/trends/", "trends/", LOADED),
    ("/actions/", "actions/", "document.querySelector('[data-pm-ledger-filters]:not([hidden])')"),
    ("/recurrences/", "recurrences/", LOADED),
    ("a service", "services/{service}/", LOADED),
    ("/services/", "services/", LOADED),
)
"""(name, address, what is true once it can be used)."""

WATCH = """
window.bench = { ready: 0, long: [] };
const noted = (list) => bench.long.push(...list.getEntries().map((one) => one.duration));
new PerformanceObserver(noted).observe({ type: "longtask", buffered: true });
(function look() {
  if (document.body && (READY)) bench.ready = performance.now();
  else requestAnimationFrame(look);
})();
"""
FIGURES = """() => [
  document.getElementsByTagName("*").length,
  performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  bench.ready,
  bench.long.reduce((sum, one) => sum + one, 0),
]"""
SCROLL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const height = document.documentElement.scrollHeight - innerHeight;
  const step = Math.max(20, height / 180);
  const took = [];
  let before = await frame();
  for (let top = 0; top < height; top += step) {
    scrollTo(0, top + step);
    const now = await frame();
    took.push(now - before);
    before = now;
  }
  return took;
}"""
LISTEN = """() => {
  window.asked = { key: 0, last: 0, busy: 0, fetching: 0 };
  const busy = () => (asked.busy = performance.now());
  const everything = { subtree: true, childList: true, characterData: true, attributes: true };
  const isSeen = ({ target }) => !(target.closest ? target : target.parentElement).closest("[data-pm-said]");
  new MutationObserver((records) => {
    if (!records.some(isSeen)) return; // said to a screen reader when somebody pauses
    const now = (asked.last = busy());
    requestAnimationFrame(() => setTimeout(() => asked.last === now && (asked.drawn = busy())));
  }).observe(document.querySelector("[data-pm-explorer]"), everything);
  document.querySelector("[data-pm-question]").addEventListener("input", () => (asked.key = asked.last = asked.drawn = busy()));
  const real = window.fetch;
  window.fetch = (...all) => {
    asked.fetching++;
    return real(...all).finally(() => { asked.fetching--; busy(); });
  };
}"""
QUIET = "() => asked.fetching === 0 && performance.now() - asked.busy > 250"


@dataclass(frozen=True)
class Opened:
    """One page, opened once: KB, elements, ms and frames."""

    own: float
    theme: float
    nodes: int
    paint: float
    ready: float
    blocked: float
    slow: int
    frames: int
    longest: float


@dataclass(frozen=True)
class Asked:
    """One question: KB that it fetched, and ms from its last key to the last change and until that is drawn."""

    kb: float
    ms: float
    drawn: float


class Wire:
    """What comes over the wire while a page is open, in bytes with their heads, by whom it is from."""

    def __init__(self, session: CDPSession, home: str) -> None:
        self.own = self.theme = 0.0
        self._home, self._addresses = home, dict[str, str]()
        session.on("Network.requestWillBeSent", lambda told: self._addresses.update({told["requestId"]: told["request"]["url"]}))
        session.on("Network.loadingFinished", self._count)
        session.send("Network.enable")

    def _count(self, told: dict[str, Any]) -> None:
        path = self._addresses.get(told["requestId"], "").removeprefix(self._home)
        if path.startswith(("assets/javascripts/", "assets/stylesheets/", "assets/images/", "assets/fonts/")):
            self.theme += told["encodedDataLength"]
        else:
            self.own += told["encodedDataLength"]


@dataclass(frozen=True)
class Window:
    """How pages are looked at: the browser, how wide the window is, and by how much the processor is slowed down."""

    browser: Browser
    width: int
    slower: float

    @contextmanager
    def open(self, home: str, ready: str) -> Iterator[tuple[Page, Wire]]:
        """An empty page that knows nothing of the site."""
        context = self.browser.new_context(viewport={"width": self.width, "height": 900})
        try:
            page = context.new_page()
            session = context.new_cdp_session(page)
            if self.slower > 1:
                session.send("Emulation.setCPUThrottlingRate", {"rate": self.slower})
            page.add_init_script(WATCH.replace("READY", ready))
            yield page, Wire(session, home)
        finally:
            context.close()


def open_page(window: Window, home: str, address: str, ready: str) -> Opened:
    """Open a page with nothing cached, and scroll to its end."""
    with window.open(home, ready) as (page, wire):
        page.goto(home + address)
        page.wait_for_function("bench.ready > 0")
        page.wait_for_load_state("networkidle")  # which is half a second without a request
        own, theme = wire.own, wire.theme
        nodes, paint, at, blocked = page.evaluate(FIGURES)
        more = page.locator("[data-pm-more] button")
        for _ in range(4):
            if more.is_visible():
                more.click()
                page.wait_for_timeout(400)
        took = page.evaluate(SCROLL)
        slow = sum(one > 50 for one in took)
        return Opened(own / 1000, theme / 1000, nodes, paint, at, blocked, slow, len(took), max(took, default=0))


def middle(runs: Sequence[Opened]) -> Opened:
    """Of every figure the median."""
    return Opened(*(median(getattr(run, field.name) for run in runs) for field in fields(Opened)))


def ask(page: Page, wire: Wire, text: str) -> Asked:
    """Ask a question; what it takes is from its last letter."""
    before = wire.own
    field = page.locator("[data-pm-question]")
    field.fill(text[:-1])
    page.wait_for_function(QUIET)
    field.press("End")
    page.keyboard.type(text[-1])
    page.wait_for_function(f"asked.key > 0 && ({QUIET})()")
    return Asked((wire.own - before) / 1000, *page.evaluate("[asked.last - asked.key, asked.drawn - asked.key]"))


def ask_all(window: Window, home: str, questions: Sequence[str]) -> tuple[list[Asked], list[Asked]]:
    """What the questions took with nothing cached, and with the files of the index cached."""
    with window.open(home, EXPLORER) as (page, wire):
        rounds = []
        for _ in range(2):
            page.goto(home + "incidents/")
            page.wait_for_function("bench.ready > 0")
            page.wait_for_load_state("networkidle")
            page.evaluate(LISTEN)
            rounds.append([ask(page, wire, question) for question in questions])
        return rounds[0], rounds[1]


def print_pages(window: Window, site: Path, home: str, runs: int) -> None:
    """The table of the pages."""
    slugs = sorted(path.parent.name for path in site.glob("incidents/*/index.html"))
    services = sorted(path.parent for path in site.glob("services/*/index.html"))
    largest = max(services, key=lambda folder: (folder / "index.html").stat().st_size, default=None)
    print(f"{'':<14} {'own KB':>7} {'theme KB':>8} {'nodes':>6} {'paint':>6} {'ready':>6} {'blocked':>7}  scrolled", flush=True)
    for name, address, ready in PAGES:
        if ("{slug}" in address and not slugs) or ("{service}" in address and not largest):
            continue
        place = address.format(slug=slugs[len(slugs) // 2] if slugs else "", service=largest.name if largest else "")
        if not (site / place / "index.html").is_file():
            continue
        one = middle([open_page(window, home, place, ready) for _ in range(runs)])
        times = f"{one.nodes:>6,.0f} {one.paint:>6.0f} {one.ready:>6.0f} {one.blocked:>7.0f}"
        scrolled = f"{one.slow:.0f} of {one.frames:.0f} slow, longest {one.longest:.0f} ms"
        print(f"{name:<14} {one.own:>7.1f} {one.theme:>8.1f} {times}  {scrolled}", flush=True)


def print_questions(window: Window, home: str) -> None:
    """What questions take."""
    halves = yaml.safe_load((HERE / "search.yml").read_text(encoding="utf-8"))
    questions = [one["ask"] for half in halves.values() for one in half]
    first, again = ask_all(window, home, questions)
    print(f"first question           {first[0].kb:6.1f} KB {first[0].ms:5.0f} ms")
    for name, some in (("further ones, not cached", first[1:]), ("further ones, cached", again[1:])):
        kb, ms = [one.kb for one in some], [one.ms for one in some]
        drawn = sorted(one.drawn for one in some)
        worst = f"at most {max(kb):.1f} KB and {max(ms):.0f} ms (n = {len(some)})"
        print(f"{name:<24} {median(kb):6.1f} KB {median(ms):5.0f} ms; {worst}")
        print(f"{'':<24} drawn after {median(drawn):.0f} ms, at most {drawn[-1]:.0f} ms")
        slowest = sorted(zip(ms, questions[1:], strict=True), reverse=True)[:3]
        print(f"{'':<24} slowest: " + "; ".join(f"{took:.0f} ms {question!r}" for took, question in slowest))


def build(folder: Path, count: int) -> Path:
    """The site of the archive of so many incidents."""
    here = next(builders())
    write_archive(here.prepare(folder), count)
    measure(here.command, folder, ENVIRONMENT)
    return folder / here.output


def main() -> None:
    """The tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", metavar="N", help="incidents (1000)")
    parser.add_argument("--site", type=Path, help="a site that is built already, in place of N")
    parser.add_argument("--width", type=int, default=1440, help="of the window, in pixels (1440)")
    parser.add_argument("--slower", type=float, default=1, help="how many times as slow as this machine (1); a phone is about 4")
    parser.add_argument("--runs", type=int, default=3, help="times that each page is opened; printed is the median (3)")
    given = parser.parse_args()
    if given.site and given.counts:
        parser.error("give either N or --site")
    if given.site and not (given.site / "incidents/index.html").is_file():
        parser.error(f"{given.site} is no site of an archive: there is no incidents/index.html in it")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        parser.error("there is no Chromium on this machine")
    print(f"{os.cpu_count()} cores; load at the start {os.getloadavg()[0]:.1f} (other work makes the ms more)")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        window = Window(browser, given.width, given.slower)
        for count in [0] if given.site else given.counts or [1000]:
            if not given.site:
                (Path(temporary) / str(count)).mkdir()
            site = given.site or build(Path(temporary) / str(count), count)
            incidents = sum(1 for _ in site.glob("incidents/*/index.html"))
            print(
                f"\n{incidents:,} incidents, {given.width} px, {given.slower:g} times as slow; KB over the wire, ms", flush=True
            )
            with served(site) as home:
                print_pages(window, site, home, given.runs)
                print_questions(window, home)
        browser.close()


if __name__ == "__main__":
    main()
