"""Files: their bytes, their names and their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.incident import Place
from postmortem_archive.words import slugify

_DATED = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:[\W_]+(?P<words>.*))?", re.DOTALL)


@rule("unreadable-file", "error", on_unreadable=True, fatal=True)
def unreadable_file(case: Case) -> Iterator[Finding]:
    """A postmortem is a file that can be read."""
    yield from case.faults("unreadable-file")


@rule("file-too-large", "error", on_unreadable=True, fatal=True)
def file_too_large(case: Case) -> Iterator[Finding]:
    """A postmortem has at most one megabyte. Logs and dumps belong into a file beside it."""
    yield from case.faults("file-too-large")


@rule("not-utf-8", "error", on_unreadable=True, fatal=True)
def not_utf_8(case: Case) -> Iterator[Finding]:
    """A file is text in UTF-8, and so is its name."""
    yield from case.faults("not-utf-8")


@rule("byte-order-mark", "warning", on_unreadable=True)
def byte_order_mark(case: Case) -> Iterator[Finding]:
    """A file does not begin with a byte order mark: other tools then miss its front matter."""
    yield from case.faults("byte-order-mark")


@rule("empty-file", "error", on_unreadable=True, fatal=True)
def empty_file(case: Case) -> Iterator[Finding]:
    """A file holds a postmortem."""
    yield from case.faults("empty-file")


@rule("file-name", "warning")
def file_name(case: Case) -> Iterator[Finding]:
    """The name of a file (or of the folder of an `index.md`) is the day of the incident, in its own time zone, and then some
    lower-case words, all joined by hyphens: `2023-05-12-checkout-down.md`. It is the incident's slug and its address."""
    slug, day = case.draft.slug, _day(case)
    match = _DATED.fullmatch(slug)
    if match is None:
        known = day.isoformat() if day else "YYYY-MM-DD"
        yield Place(), f"the name '{slug}' does not begin with the day of the incident: call it '{known}-{slugify(slug)}'"
        return
    words = match["words"]
    if not words:
        yield Place(), f"the name '{slug}' is a date only: add words that tell what broke, such as '{match['day']}-checkout-down'"
    elif slug != (better := f"{match['day']}-{slugify(words)}"):
        yield Place(), f"the name '{slug}' must be lower-case words joined by hyphens: call it '{better}'"
    if day and match["day"] != day.isoformat():
        better = day.isoformat() + slug[len(match["day"]) :]
        yield (
            Place(),
            f"the name '{slug}' says {match['day']}, but the incident began on {day}: call it '{better}', or correct the date",
        )


def _day(case: Case) -> date | None:
    """The day of the incident, when the file says one."""
    return (
        None if any(fault.rule == "missing-date" for fault in case.draft.faults) or not _dated(case) else case.incident.when.day
    )


def _dated(case: Case) -> bool:
    # a date that cannot be read is reported as wrong-type, and `when` is then a stand-in taken from the name
    return bool({"date", "started_at"} & case.draft.front.values.keys()) and case.draft.usable


@rule("duplicate-slug", "error", on_unreadable=True, fatal=True)
def duplicate_slug(case: Case) -> Iterator[Finding]:
    """No two files have the same slug, even where upper and lower case differ: `x.md` and `x/index.md` would be one page."""
    for other in case.survey.paths_of(case.draft.slug):
        if other != case.draft.path:
            message = f"the slug '{case.draft.slug}' is also that of '{other}': rename or remove one of the two"
            yield Place(), message


@rule("redirect-collision", "error")
def redirect_collision(case: Case) -> Iterator[Finding]:
    """A slug in `redirect_from` is not the slug of a file, and only one incident claims it."""
    for index, old in enumerate(case.incident.redirect_from):
        place = case.draft.front.place(("redirect_from", index))
        for path in case.survey.paths_of(old)[:1]:
            yield (
                place,
                f"'redirect_from' names '{old}', which is the slug of '{path}': remove it here, or rename that file",
            )
        for other in case.survey.paths_claiming(old):
            if other != case.incident.path:
                yield place, f"'redirect_from' names '{old}', which '{other}' claims too: keep it in one of the two"
