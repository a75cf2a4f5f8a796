"""The explorer in a real browser: one question and facets over all incidents, with the whole choice in the address."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import parse_qsl

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from postmortem_archive.archive import Archive
from postmortem_archive.commands.main import main
from tests.site.conftest import Served, Visitor
from tests.site.exploring import (
    STEP,
    address_says,
    ask,
    check,
    facet,
    lists,
    pages_asked_for,
    question_of,
    says,
    shown_counts,
    titles,
    to_the_end,
    with_certificate,
)  # fmt: skip
from tests.site.shelf import SIZE, counted, fitting

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.browser
AT_ONCE = 6  # in a window of 900 pixels
IMPORTED = re.compile(r'from "\./(\w+)\.mjs"')
LOST = "The search could not be loaded: below are the newest incidents. Check the connection."


def test_typing_narrows_and_every_count_follows(explore: Callable[..., Page], archive: Archive) -> None:
    """A question narrows the results and every facet, without a key for it."""
    page = explore()
    says(page, SIZE)
    ask(page, "certificate")
    found = with_certificate(archive)
    says(page, len(found))
    lists(page, [hit.incident.title for hit in archive.search("certificate", SIZE)][:STEP])
    for label, name in (
        ("Severity", "severity"),
        ("Service", "service"),
        ("Tag", "tag"),
        ("Region", "extra.region"),
        ("Paged", "extra.paged"),
    ):
        assert shown_counts(page, label) == counted(archive, name, {}, found), label
    address_says(page, ("q", "certificate"))


def test_results_say_where_the_answer_stands(explore: Callable[..., Page], archive: Archive) -> None:
    """The words asked for are marked, the section is named, and the link leads to that place on the page."""
    page = explore("?q=queue+stuck")
    first = page.locator("[data-pm-results] > li").first
    expect(first.locator("mark").first).to_be_visible()
    assert {word.lower() for word in first.locator("mark").all_inner_texts()} <= {"queue", "stuck", "queue stuck"}
    assert "Title" not in page.locator("[data-pm-where]").all_inner_texts()  # a title that answers is marked where it stands
    first.get_by_role("link").click()
    page.wait_for_url("**/incidents/20*/**")
    assert "queue stuck" in page.locator("h1").inner_text()


def test_words_of_a_facet_add_up_and_facets_narrow_each_other(explore: Callable[..., Page], archive: Archive) -> None:
    """Any of a facet's values, all of the facets; a facet's own choice does not lower its own counts."""
    page = explore()
    chosen: dict[str, list[str]] = {}
    for label, name, value, word in (
        ("Severity", "severity", "SEV1", "SEV1"),
        ("Severity", "severity", "SEV2", "SEV2"),
        ("Root cause", "root-cause", "Capacity", "capacity"),
        ("Open actions", "open", "Some", "yes"),
        ("Tag", "tag", "tag-8", "tag-8"),
    ):
        check(page, label, value)
        chosen.setdefault(name, []).append(word)
        says(page, len(fitting(archive, chosen)))
    assert len(fitting(archive, chosen)) > 0
    lists(page, [incident.title for incident in fitting(archive, chosen)])
    for label, name in (
        ("Severity", "severity"),
        ("Root cause", "root-cause"),
        ("Year", "year"),
        ("Team", "team"),
        ("Open actions", "open"),
    ):
        positive = {value: number for value, number in shown_counts(page, label).items() if number}
        assert positive == counted(archive, name, chosen), label
    assert shown_counts(page, "Severity").keys() >= {"SEV1", "SEV2"}  # what is chosen stays, also where nothing has it
    address_says(page, *((name, word) for name, words in chosen.items() for word in words))


def test_a_screen_reader_hears_one_answer_when_somebody_pauses(explore: Callable[..., Page], archive: Archive) -> None:
    """Not one for each key; with it the note on what is in quotes."""
    page = explore()
    status = page.locator(".pm-explorer [role=status]")
    expect(status).to_have_text(f"{SIZE} incidents")
    page.evaluate("""() => {
      window.heard = [];
      const said = document.querySelector(".pm-explorer [role=status]");
      new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true, characterData: true, subtree: true });
    }""")
    hold_the_clock(page)
    for end in range(len("certificate")):
        page.keyboard.press("certificate"[end])
        page.clock.run_for(100)
        expect(page.locator("[data-pm-shown]")).to_have_text(
            f"{len(archive.search('certificate'[: end + 1], SIZE))} of {SIZE} incidents"
        )
    assert page.evaluate("heard") == []
    page.clock.run_for(1000)
    assert page.evaluate("heard") == [f"{len(with_certificate(archive))} of {SIZE} incidents"]
    expect(status).to_have_count(1)
    page.clock.resume()
    ask(page, 'level error certificate of the server is not valid "expired certificate"')
    page.wait_for_function("heard.at(-1).endsWith('No incident has what is in quotes: here each word counts for itself.')")


def hold_the_clock(page: Page) -> None:
    """From now on time passes in the page as a test says, with the focus in the question: keys are as fast as somebody's."""
    question_of(page).focus()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))


def test_an_answer_is_not_drawn_for_keys_that_wait(explore: Callable[..., Page], archive: Archive) -> None:
    """Keys that come faster than answers, as of one that is held down, are answered together, and that at once."""
    page = explore()
    page.evaluate("""() => {
      const field = document.querySelector("[data-pm-question]");
      window.seen = [];
      const place = document.querySelector("[data-pm-shown]");
      new MutationObserver((drawn) => drawn.forEach(() => seen.push(place.textContent))).observe(place, { childList: true });
      for (const end of [4, 7, 11]) {
        field.value = "certificate".slice(0, end);
        field.dispatchEvent(new Event("input"));
      }
    }""")
    found = f"{len(with_certificate(archive))} of {SIZE} incidents"
    expect(page.locator(".pm-explorer [role=status]")).to_have_text(found)  # a good while after it was drawn
    assert page.evaluate("seen") == [found]


def test_a_shared_address_restores_everything(explore: Callable[..., Page], archive: Archive) -> None:
    """Question, facets, range and order, in a window that knows nothing else; what is no facet is not one."""
    page = explore("?q=disk&severity=SEV1&severity=SEV3&service=billing&from=2019&to=2023-06&sort=duration&utm_source=mail")
    found = [
        incident
        for incident in fitting(archive, {"severity": ["SEV1", "SEV3"], "service": ["billing"]})
        if "disk" in incident.title and incident.when.day < date(2023, 7, 1)
    ]
    says(page, len(found))
    assert found
    known = sorted((one.duration_minutes for one in found if one.duration_minutes is not None), reverse=True)
    assert titles(page)[: len(known)] == [one.title for minutes in known for one in found if one.duration_minutes == minutes]
    assert page.get_by_role("searchbox", name="What do you see?").input_value() == "disk"
    assert page.get_by_label("From", exact=True).input_value() == "2019"
    expect(page.get_by_role("button", name="duration, longest first")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-pm-chosen] button")).to_have_text(
        ["Severity: SEV1 ✕", "Severity: SEV3 ✕", "Service: billing ✕", "Date: from 2019 to 2023-06 ✕", "Clear all"]
    )


@pytest.mark.parametrize(
    "query",
    [
        "?q=disk&from=2020&to=2022-06",
        "?q=expired+certificate&organisation=south&sort=date&order=ascending",
        "?root-cause=Code+defect&root-cause=capacity&detected-by=Customer&sort=severity",
        "?trigger=deploy&team=team-1&open=some&sort=severity&order=ascending",
        "?extra.region=Zone-2&extra.paged=Yes&sort=duration",
        "?extra.paged=true",
        "?tag=tag-1&year=2021&year=2022&sort=duration&order=ascending",
        "?q=queue&service=Checkout&service=mail&sort=duration",
        "?severity=SEV1&from=2019-02&to=2023-10-31&sort=relevance",
    ],
)
def test_the_command_line_answers_as_the_explorer_does(
    query: str, explore: Callable[..., Page], shelf: tuple[Served, Archive]
) -> None:
    """Every part of an address, said as an option, finds the same incidents in the same order."""
    root = shelf[1].root
    options = [] if "sort" in query else ["--sort=relevance"]
    for name, value in parse_qsl(query[1:]):
        own = name.removeprefix("extra.")
        options.append(value if name == "q" else f"--{name}={value}" if own == name else f"--extra={own}={value}")
    done = CliRunner().invoke(main, ["search", *options, f"--limit={STEP}", "--format=json", f"--archive={root}"])
    found = [hit["title"] for hit in json.loads(done.stdout)]
    assert 0 < len(found) < SIZE
    page = explore(query)
    lists(page, found)


def test_back_and_forward_undo_and_redo_choices(explore: Callable[..., Page], archive: Archive) -> None:
    """Each choice is one step; typing is none."""
    page = explore()
    check(page, "Severity", "SEV2")
    one = len(fitting(archive, {"severity": ["SEV2"]}))
    says(page, one)
    check(page, "Organisation", "South")
    two = len(fitting(archive, {"severity": ["SEV2"], "organisation": ["South"]}))
    says(page, two)
    before = page.evaluate("history.length")
    ask(page, "expired")
    expect(page).to_have_url(re.compile("q=expired"))
    assert page.evaluate("history.length") == before
    page.go_back()
    says(page, one)
    expect(page.get_by_role("searchbox", name="What do you see?")).to_have_value("")
    expect(facet(page, "Organisation").get_by_role("checkbox", name=re.compile("South"))).not_to_be_checked()
    page.go_back()
    says(page, SIZE)
    page.go_forward()
    says(page, one)
    page.go_forward()
    expect(page.get_by_role("searchbox", name="What do you see?")).to_have_value("expired")


def test_chips_take_one_choice_away(explore: Callable[..., Page], archive: Archive) -> None:
    """A chip for each choice; the focus stays with the chips, and goes back to the question behind the last."""
    page = explore("?severity=SEV1&team=team-2")
    page.get_by_role("button", name="Take away Severity: SEV1").click()
    says(page, len(fitting(archive, {"team": ["team-2"]})))
    expect(page.get_by_role("button", name="Take away Team: team-2")).to_be_focused()
    page.keyboard.press("Enter")
    says(page, SIZE)
    expect(page.get_by_role("searchbox", name="What do you see?")).to_be_focused()


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("2020", "", "2020-01-01", "9999"),
        ("", "2019-02", "0", "2019-02-28"),
        ("2019-12-15", "2020-01-25", "2019-12-15", "2020-01-25"),
    ],
)
def test_a_range_of_dates_by_year_month_or_day(
    start: str, end: str, first: str, last: str, explore: Callable[..., Page], archive: Archive
) -> None:
    """Both ends belong to the range, and either may be open."""
    page = explore()
    for label, value in (("From", start), ("To", end)):
        if value:
            page.get_by_label(label, exact=True).fill(value)
            page.keyboard.press("Enter")
    found = [one for one in archive if first <= one.when.day.isoformat() <= last]
    says(page, len(found))
    assert 0 < len(found) < SIZE
    page.go_back()
    page.reload()
    says(page, SIZE if not (start and end) else len([one for one in archive if first <= one.when.day.isoformat()]))


@pytest.mark.parametrize("text", ["soon", "2023-13", "2023-02-30"])
def test_what_is_no_date_is_told_and_narrows_nothing(text: str, explore: Callable[..., Page]) -> None:
    """The field says what to write; everything else goes on."""
    page = explore()
    page.get_by_label("From", exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(f"“{text}” is no date: write 2023, 2023-06 or 2023-06-30.")
    expect(page.get_by_label("From", exact=True)).to_have_attribute("aria-invalid", "true")
    says(page, SIZE)


def test_sorts_both_ways_with_unknown_ones_last(explore: Callable[..., Page], archive: Archive) -> None:
    """By duration and severity; the address keeps it, and the way back to the beginning is short."""
    page = explore("?team=team-1")
    found = fitting(archive, {"team": ["team-1"]})
    known = sorted((one.duration_minutes for one in found if one.duration_minutes is not None), reverse=True)
    by_title = {one.title: one for one in found}
    sort = page.get_by_role("group", name="Sort by")
    sort_by(page, "duration")
    show_all(page)
    assert [by_title[title].duration_minutes for title in titles(page)] == [*known, *[None] * (len(found) - len(known))]
    address_says(page, ("team", "team-1"), ("sort", "duration"))
    sort_by(page, "duration")
    show_all(page)
    assert [by_title[title].duration_minutes for title in titles(page)] == [*reversed(known), *[None] * (len(found) - len(known))]
    address_says(page, ("team", "team-1"), ("sort", "duration"), ("order", "ascending"))
    sort_by(page, "severity")
    show_all(page)
    ranks = [archive.settings.severity_rank(by_title[title].severity) for title in titles(page)]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == 5
    sort.get_by_role("button", name="date").click()
    address_says(page, ("team", "team-1"))
    expect(sort.get_by_role("button", name="relevance")).to_be_hidden()


def sort_by(page: Page, name: str) -> None:
    """Press the button, and wait until none of the results is there that were there before."""
    page.evaluate("document.querySelectorAll('[data-pm-results] > li').forEach((one) => one.setAttribute('data-before', ''))")
    page.get_by_role("group", name="Sort by").get_by_role("button", name=name).click()
    expect(page.locator("[data-pm-results] > [data-before]")).to_have_count(0)


def show_all(page: Page) -> None:
    """Press "Show more" until everything stands there."""
    to_the_end(page, STEP)
    more = page.get_by_role("button", name="Show more")
    while more.is_visible():
        before = page.locator("[data-pm-results] > li").count()
        more.click()
        expect(page.locator("[data-pm-results] > li")).not_to_have_count(before)


def test_more_results_are_appended_and_kept_by_back(explore: Callable[..., Page], archive: Archive) -> None:
    """The focus goes to the first new one; coming back from an incident, they are still there."""
    page = explore("?open=yes")
    lists(page, [one.title for one in fitting(archive, {"open": ["yes"]})][:STEP])
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("[data-pm-results] > li")).to_have_count(2 * STEP)
    expect(page.locator("[data-pm-results] > li").nth(STEP).get_by_role("link")).to_be_focused()
    page.locator("[data-pm-results] > li").nth(30).get_by_role("link").click()
    page.wait_for_url("**/incidents/20*/**")
    page.go_back()
    expect(page.locator("[data-pm-results] > li")).to_have_count(2 * STEP)


def test_more_results_do_not_wait_to_know_whether_the_site_was_published_anew(explore: Callable[..., Page]) -> None:
    """The count, the button and the focus come with them, however long the manifest takes."""
    page = explore()
    page.evaluate("AbortSignal.timeout = () => new AbortController().signal")
    page.route("**/search/manifest.json", lambda route: None)  # never answered
    page.get_by_role("searchbox", name="What do you see?").fill("certificate")
    to_the_end(page, STEP)
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("[data-pm-results] > li").nth(STEP).get_by_role("link")).to_be_focused()
    page.unroute_all()


def test_results_far_below_the_window_are_loaded_when_they_come_near(explore: Callable[..., Page], archive: Archive) -> None:
    """On a phone: what fills its window at first; "Show more" brings all that are due, in their order, also where nobody scrolled before."""
    fetched: list[str] = []
    page = explore(width=390)
    page.on("request", lambda request: fetched.append(request.url) if "/search/incidents/" in request.url else None)
    page.get_by_role("searchbox", name="What do you see?").fill("certificate")
    expect(page.locator("[data-pm-results] > li")).to_have_count(AT_ONCE)
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    found = len(with_certificate(archive))
    expect(page.locator(".pm-explorer [role=status]")).to_have_text(
        f"{found} of {SIZE} incidents"
    )  # a good while after it was drawn
    expect(page.locator("[data-pm-results] > li")).to_have_count(AT_ONCE)
    assert len(fetched) == AT_ONCE
    page.locator("[data-pm-more] button").evaluate("button => button.click()")
    expect(page.locator("[data-pm-results] > li")).to_have_count(min(2 * STEP, found))
    lists(page, [hit.incident.title for hit in archive.search("certificate", 2 * STEP)])


def test_nothing_found_says_what_to_loosen(explore: Callable[..., Page], archive: Archive) -> None:
    """Each choice whose loss would help is a button that says how many there would be."""
    page = explore("?q=certificate&severity=SEV1&tag=tag-8&from=2030")
    says(page, 0)
    chosen = {"severity": ["SEV1"], "tag": ["tag-8"]}
    without_range = len(fitting(archive, chosen, with_certificate(archive)))
    hints = page.locator("[data-pm-empty] li button")
    assert without_range > 0
    expect(hints).to_have_text([f"{without_range} incident{'s' if without_range > 1 else ''} without from 2030"])
    hints.first.click()
    says(page, without_range)
    address_says(page, ("q", "certificate"), ("severity", "SEV1"), ("tag", "tag-8"))
    expect(page.locator("[data-pm-empty]")).to_be_hidden()


def test_nothing_found_counts_facets_and_words(explore: Callable[..., Page], archive: Archive) -> None:
    """A facet, a word of the question, the whole question: each with its own number."""
    page = explore('?q=certificate+"zebra+giraffe"&severity=SEV1&root-cause=config')
    says(page, 0)
    chosen = {"severity": ["SEV1"], "root-cause": ["config"]}
    ways = page.locator("[data-pm-empty] li button")
    words = len(fitting(archive, chosen, with_certificate(archive)))
    expect(ways.get_by_text(re.compile(f'^{words} incidents? without "zebra giraffe"$'))).to_have_count(1)
    expect(ways.get_by_text(f"{len(fitting(archive, chosen))} incidents without the question", exact=True)).to_have_count(1)
    page.get_by_role("button", name="Clear everything").click()
    says(page, SIZE)
    address_says(page)


def test_rare_values_stand_behind_more_and_are_found_by_name(explore: Callable[..., Page], archive: Archive) -> None:
    """The six most frequent first; "more" shows the others and a box that filters them; a chosen one stays."""
    page = explore()
    tags = facet(page, "Tag")
    counts = counted(archive, "tag", {})
    expect(tags.locator("label:visible")).to_have_count(6)
    expect(tags.locator(".pm-facet__n")).to_have_text([str(number) for number in sorted(counts.values(), reverse=True)[:6]])
    more = tags.get_by_role("button", name=f"{len(counts) - 6} more values of Tag")
    expect(more).to_have_attribute("aria-expanded", "false")
    more.click()
    find = tags.get_by_role("searchbox", name="Filter the values of Tag")
    expect(find).to_be_focused()
    find.fill("15")
    tags.get_by_role("checkbox", name=re.compile("tag-15")).check()
    tags.get_by_role("button", name="fewer values of Tag").click()
    expect(tags.get_by_role("checkbox", name=re.compile("tag-15"))).to_be_checked()
    says(page, counts["tag-15"])


def test_keys_lead_from_the_question_into_the_results(explore: Callable[..., Page]) -> None:
    """`/` asks, arrows move between the results, Enter in the question opens the first."""
    page = explore()
    page.keyboard.press("/")
    question = page.get_by_role("searchbox", name="What do you see?")
    expect(question).to_be_focused()
    assert question.input_value() == ""
    page.keyboard.insert_text("certificate")  # at once, so that no other list comes in between
    expect(page).to_have_url(re.compile("q=certificate"))
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-pm-results] > li").nth(1).get_by_role("link")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(question).to_be_focused()
    first = page.locator("[data-pm-results] a").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/incidents/20"))
    assert page.url == first


def test_arrows_belong_to_what_is_being_composed(explore: Callable[..., Page]) -> None:
    """Whoever writes Japanese chooses a word with them, and stays in the question."""
    page = explore()
    question = page.get_by_role("searchbox", name="What do you see?")
    question.focus()
    press = "(field, isComposing) => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, isComposing }))"
    question.evaluate(press, True)
    expect(question).to_be_focused()
    question.evaluate(press, False)
    expect(question).not_to_be_focused()


def test_enter_opens_what_the_last_key_asked_for(explore: Callable[..., Page]) -> None:
    """Enter within the pause after the last key does not open an older answer."""
    page = explore("?q=queue")
    ask(page, "certificate")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/incidents/20"))
    assert "certificate" in page.locator("h1").inner_text()


def test_checking_a_box_keeps_the_focus_on_it(explore: Callable[..., Page]) -> None:
    """By keyboard, several values are chosen one after the other."""
    page = explore()
    box = facet(page, "Service").get_by_role("checkbox").nth(2)
    box.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-pm-chosen] button")).to_have_count(1)
    expect(box).to_be_focused()
    assert box.is_checked()


def test_titles_are_text_whatever_they_say(explore: Callable[..., Page]) -> None:
    """Markup in a title is shown as it was written (and a script that ran would be a fault of the visit)."""
    page = explore("?year=2024&sort=date")
    show = page.locator("[data-pm-results]").get_by_text("<img src=x onerror=alert(1)>")
    expect(show.first).to_be_visible()
    assert page.locator("[data-pm-results] img").count() == 0


@pytest.mark.parametrize(
    ("page", "begins"), [("incidents/", {"archive", "explorer"}), ("", {"archive"}), ("actions/", {"archive", "ledger"})]
)
def test_every_script_is_loaded_at_once(shelf: tuple[Served, Archive], page: str, begins: set[str]) -> None:
    """Named in the page, so that a phone does not wait for one to say that it needs the next."""
    scripts = shelf[0].folder / "assets/archive"
    needed, found = begins, set[str]()
    while new := needed - found:
        found |= new
        needed = needed | {name for one in new for name in IMPORTED.findall((scripts / f"{one}.mjs").read_text())}
    text = (shelf[0].folder / page / "index.html").read_text()
    preloaded = re.findall(r'<link rel="modulepreload" href="[./]*assets/archive/(\w+)\.mjs">', text)
    assert sorted(preloaded) == sorted(needed)
    assert {"searchbox", "showing"} <= needed
    assert ("search" in needed) == ("explorer" in begins)


@pytest.mark.parametrize(
    "lost", ["**/search/facets.json", "**/search/durations.json*", "**/search/manifest.json", "**/search/words/**"]
)
def test_a_file_that_does_not_come_is_told(lost: str, shelf: tuple[Served, Archive], browser: Browser, archive: Archive) -> None:
    """In words, where the number of results stands; the newest incidents are there all the same, and a button that tries again."""
    context = browser.new_context()
    page = context.new_page()
    page.route(lost, lambda route: route.abort())
    page.goto(f"{shelf[0].url}incidents/?q=certificate&sort=duration")
    expect(page.locator("[data-pm-shown]")).to_have_text(LOST)
    expect(page.locator("[data-pm-results] > li")).to_have_count(50)
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    says(page, len(with_certificate(archive)))
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    context.close()


@pytest.fixture
def unreliable(shelf: tuple[Served, Archive], browser: Browser) -> Iterator[Page]:
    """A window of its own, in which files may fail to come; a low one, so that there are results far below it."""
    page = browser.new_page(viewport={"width": 390, "height": 450})
    page.goto(f"{shelf[0].url}incidents/?q=certificate")
    expect(page.locator("[data-pm-facets]")).to_be_visible()
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    yield page
    page.close()


def test_the_search_goes_on_when_the_connection_is_back(unreliable: Page, archive: Archive) -> None:
    """What could be taken for an answer goes away with the connection: neither an earlier list nor "no incident fits" stays."""
    page = unreliable
    ask(page, "zebra")
    says(page, 0)
    page.route("**/search/postings/**", lambda route: route.abort())
    page.route("**/search/incidents/**", lambda route: route.abort())
    ask(page, "queue stuck")
    expect(page.locator("[data-pm-shown]")).to_have_text(LOST)
    expect(page.locator("[data-pm-empty]")).to_be_hidden()
    assert titles(page) == [one.title for one in archive.incidents[:50]]
    asked_for = pages_asked_for(page)
    with page.expect_event("requestfailed"):
        page.keyboard.press("Enter")  # tries again, and opens nothing that was not asked for
    expect(page.locator("[data-pm-again]")).to_be_visible()  # once that failed: it is hidden meanwhile
    expect(page.locator("[data-pm-shown]")).to_have_text(LOST)
    page.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    says(page, len(archive.search("queue stuck", SIZE)))
    assert asked_for == []


def test_results_below_that_do_not_come_are_asked_for_again(unreliable: Page, archive: Archive) -> None:
    page = unreliable
    page.route("**/search/incidents/**", lambda route: route.abort())
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("[data-pm-shown]")).to_have_text("More results could not be loaded. Check the connection.")
    expect(page.locator("[data-pm-results] > li")).to_have_count(AT_ONCE // 2)
    page.unroute_all()
    page.get_by_role("button", name="Show more").click()
    found = len(with_certificate(archive))
    expect(page.locator("[data-pm-results] > li")).to_have_count(min(2 * STEP, found))
    expect(page.locator("[data-pm-shown]")).to_have_text(f"{found} of {SIZE} incidents")


def test_the_address_changes_seldom_while_somebody_types(explore: Callable[..., Page], archive: Archive) -> None:
    """Safari refuses after a hundred changes in half a minute; the search must not end with them."""
    page = explore()
    page.evaluate("""() => {
      const replace = history.replaceState.bind(history);
      let left = 3;
      history.replaceState = (...all) => { if (left-- === 0) throw new DOMException("too often", "SecurityError"); replace(...all); };
    }""")
    hold_the_clock(page)
    for question in ("expired certificate, said in many words", "certificate"):
        page.keyboard.press("Control+a")
        for key in question:
            page.keyboard.press(key)
            page.clock.run_for(100)
    page.clock.resume()
    says(page, len(with_certificate(archive)))
    page.wait_for_url("**/incidents/?q=certificate")
    question_of(page).fill("zebra")  # a choice at once keeps what was typed a moment ago for Back
    page.get_by_role("button", name="date", exact=True).click()
    page.go_back()
    page.wait_for_url("**/incidents/?q=zebra")


@pytest.mark.parametrize(
    ("query", "meant"),
    [("?severity=sev1", "SEV1"), ("?root-cause=Code+Defect", "code-defect"), ("?root-cause=code_defect", "code-defect")],
)
def test_a_value_in_the_address_may_be_written_otherwise(
    query: str, meant: str, explore: Callable[..., Page], archive: Archive
) -> None:
    """As on the command line: case, hyphens and underscores make no difference, and a label stands for its word."""
    name = query[1:].partition("=")[0]
    says(explore(query), len(fitting(archive, {name: [meant]})))


def test_what_is_no_value_is_offered_its_nearest(explore: Callable[..., Page], archive: Archive) -> None:
    page = explore("?service=chekout")
    says(page, 0)
    hints = page.locator("[data-pm-empty] li button")
    expect(hints).to_have_text(
        [
            f"{len(fitting(archive, {'service': ['checkout']}))} incidents with Service: checkout",
            f"{SIZE} incidents without Service: chekout",
        ]
    )
    hints.first.click()
    address_says(page, ("service", "checkout"))


def test_a_range_turned_round_is_offered_and_told_on_a_phone(explore: Callable[..., Page], archive: Archive) -> None:
    page = explore("?from=2021&to=2020", width=390)
    expect(page.get_by_role("alert")).to_have_text("The range ends before it begins.")
    found = [one for one in archive if one.when.day.year in (2020, 2021)]
    page.get_by_role("button", name=f"{len(found)} incidents from 2020 to 2021").click()
    says(page, len(found))
    expect(page.get_by_role("alert")).to_be_hidden()


def test_several_filters_too_many_are_offered_to_go_together(explore: Callable[..., Page], archive: Archive) -> None:
    """Where no single one helps, the question stays and all of them go."""
    page = explore("?q=certificate&service=zzz&tag=zzz&from=2030")
    says(page, 0)
    expect(page.locator("[data-pm-filters]")).to_have_text("(3)")
    page.get_by_role("button", name=f"{len(with_certificate(archive))} incidents without any filter").click()
    says(page, len(with_certificate(archive)))
    address_says(page, ("q", "certificate"))


def test_quotes_that_nothing_has_are_offered_to_go(explore: Callable[..., Page], archive: Archive) -> None:
    """Of a question that is meant; those of a pasted message are left out by themselves, and that is said."""
    page = explore("?q=%22expired+certificate%22")
    says(page, 0)
    page.get_by_role("button", name="incidents without the quotes").click()
    expect(page.locator("[data-pm-results] mark").first).to_be_visible()
    address_says(page, ("q", "expired certificate"))
    expect(page.locator("[data-pm-note]")).to_be_hidden()
    ask(page, 'level error certificate of the server is not valid "expired certificate"')
    expect(page.locator("[data-pm-note]")).to_have_text("No incident has what is in quotes: here each word counts for itself.")


def test_without_javascript_the_newest_and_the_years(shelf: tuple[Served, Archive], visit: Visit, archive: Archive) -> None:
    """The page does not grow with the archive; what is older is in the list of its year, and the box leads here."""
    page = visit(shelf[0].url, java_script_enabled=False).goes_to("incidents/")
    assert titles(page) == [one.title for one in archive.incidents[:50]]
    assert page.locator("[data-pm-shown]").inner_text() == "The newest 50 of 120 incidents"
    page.locator("noscript").get_by_role("link", name="2019").click()
    expect(page).to_have_url(re.compile("/years/2019/$"))
    expect(page.locator(".pm-entry")).to_have_count(len([one for one in archive if one.when.day.year == 2019]))
    page.get_by_role("searchbox", name="Search past incidents").fill("disk")
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/?q=disk")
    expect(page.locator("noscript p")).to_contain_text("Searching and narrowing need JavaScript")


@pytest.mark.parametrize("query", ["", "?q=certificate&severity=SEV1&from=2019", "?q=zebra&tag=tag-3"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_accessible_and_within_the_window(width: int, scheme: str, query: str, explore: Callable[..., Page]) -> None:
    """No violation that axe knows (WCAG 2.2 AA), no scrolling sideways: with results, narrowed, and with none."""
    page = explore(query, width=width, scheme=scheme)
    if width < 600:
        expect(facet(page, "Severity")).to_be_hidden()
        page.get_by_text("Filters", exact=False).first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    results = Axe().run(page, context="main", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert results.response["violations"] == [], results.generate_report()
