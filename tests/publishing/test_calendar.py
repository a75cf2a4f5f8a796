"""`/actions.ics`: read again by icalendar, and held against the rules of RFC 5545 that one knows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from postmortem_archive.incident import ActionItem
from postmortem_archive.insight.actions import Ledger
from postmortem_archive.publishing.calendar import entries_of, write_calendar
from postmortem_archive.settings import read_settings
from tests.insight.made import archive_of, incident, with_items

TODAY = date(2024, 3, 1)
SETTINGS = read_settings(site_url="https://example.com/archive/")
DUE = date(2024, 5, 1)
A = ActionItem("Renew *the* certificate; again, with `\\n` in it", "prevent", "@ana", DUE, "OPS-1", "open")


def calendar_of(*items: ActionItem, settings=SETTINGS, today: date = TODAY) -> bytes:
    archive = archive_of(with_items(incident("2024-01-01-a", title="Café, down"), *items))
    return write_calendar(entries_of(Ledger.of(archive, today).tasks, settings))


def events(text: bytes):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def uids(*items: ActionItem) -> list[str]:
    return [str(event["uid"]) for event in events(calendar_of(*items))]


def test_an_open_item_is_an_event_of_its_whole_due_day() -> None:
    (event,) = events(calendar_of(A))
    assert event.decoded("dtstart") == DUE
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event.decoded("dtend") == date(2024, 5, 2)
    assert str(event["summary"]) == "Renew the certificate; again, with \\n in it (@ana)"
    assert str(event["transp"]) == "TRANSPARENT"
    assert str(event["url"]) == "https://example.com/archive/incidents/2024-01-01-a/#action-1"
    assert str(event["description"]).split("\n") == [
        "Café, down, 1 January 2024", "Owner: @ana", "Ticket: OPS-1", "https://example.com/archive/incidents/2024-01-01-a/#action-1",
    ]  # fmt: skip
    assert event["categories"].cats == ["Prevent"]
    assert event.decoded("dtstamp") == datetime(2024, 1, 1, tzinfo=UTC)


def test_without_a_site_url_there_is_no_address_that_leads_nowhere() -> None:
    (event,) = events(calendar_of(A, settings=read_settings()))
    assert "url" not in event
    assert str(event["description"]).endswith("\nincidents/2024-01-01-a/#action-1")


@pytest.mark.parametrize("other", [{"status": "done"}, {"status": None}, {"due": None}])
def test_only_open_items_with_a_due_day_are_there(other: dict[str, object]) -> None:
    assert len(events(calendar_of(A, replace(A, title="Other", **other)))) == 1


def test_a_uid_stays_when_an_item_above_comes_and_goes_and_when_its_details_change() -> None:
    (alone,) = uids(A)
    above = replace(A, title="New", due=date(2024, 6, 1))
    moved = replace(A, due=date(2024, 7, 1), owner=None, title=A.title.replace("*", "").replace("  ", " "))
    assert alone in uids(above, A)
    assert uids(moved) == [alone]
    assert re.fullmatch(r"[0-9a-f]{32}@postmortem-archive", alone)


def test_two_items_of_the_same_words_are_two_events() -> None:
    first, second = uids(A, A)
    assert first == uids(A)[0]
    assert first != second


def test_the_same_items_make_the_same_bytes_on_every_day() -> None:
    assert calendar_of(A, today=date(2024, 1, 1)) == calendar_of(A, today=date(2030, 1, 1))


def test_lines_are_folded_at_75_octets_and_end_in_crlf() -> None:
    text = calendar_of(replace(A, title="Überprüfung der Zertifikate 証明書の更新 " * 10))
    lines = text.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert b"\r" not in text.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no letter is cut in two
    (event,) = events(text)
    assert "証明書の更新 Überprüfung" in str(event["summary"])


def test_what_every_calendar_and_event_needs_is_there_once() -> None:
    text = calendar_of(A, replace(A, title="B")).decode().replace("\r\n ", "")
    lines = text.splitlines()
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("VERSION:2.0") == 1
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    assert "REFRESH-INTERVAL;VALUE=DURATION:P1D" in lines
    for event in text.split("BEGIN:VEVENT")[1:]:
        for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY"):
            assert len(re.findall(rf"(?m)^{name}[;:]", event)) == 1, name
        assert re.search(r"(?m)^DTSTAMP:\d{8}T\d{6}Z$", event.replace("\r", ""))


def test_control_characters_and_lines_cannot_add_a_property() -> None:
    text = calendar_of(replace(A, title="x\r\nATTENDEE:mailto:a@example.com\x00\x1b", owner="y\nUID:z"))
    (event,) = events(text)
    assert "attendee" not in event
    assert str(event["uid"]) != "z"


@pytest.mark.parametrize("due", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_first_and_the_last_day_there_is_are_days_too(due: date) -> None:
    (event,) = events(calendar_of(replace(A, due=due)))
    assert event.decoded("dtstart") == due


def test_an_empty_calendar_is_still_a_calendar() -> None:
    """RFC 5545, 3.6: it holds at least one component."""
    calendar = Calendar.from_ical(calendar_of())
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
