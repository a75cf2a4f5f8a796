"""Time zones as people write them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from postmortem_archive.zones import UnknownZone, find_city, find_zone, find_zone_in_sentence, find_zone_of_all_times, read_zone

SUMMER = datetime(2023, 7, 1, 12)
WINTER = datetime(2023, 1, 1, 12)


@pytest.mark.parametrize(
    ("text", "summer", "winter"),
    [
        ("UTC", 0, 0),
        ("utc", 0, 0),
        ("Z", 0, 0),
        ("GMT", 0, 0),
        ("BST", 1, 1),
        ("CET", 1, 1),
        ("CEST", 2, 2),
        ("PST", -8, -8),
        ("PT", -7, -8),
        ("Pacific", -7, -8),
        ("Eastern time", -4, -5),
        ("Denver", -6, -7),
        ("US/Pacific", -7, -8),
        ("America/New_York", -4, -5),
        ("Europe/Berlin", 2, 1),
        ("+02:00", 2, 2),
        ("-0700", -7, -7),
        ("−07:00", -7, -7),
        ("UTC+2", 2, 2),
        ("GMT-3", -3, -3),
        ("+05:30", 5.5, 5.5),
        (" (UTC) ", 0, 0),
        ("`CET`", 1, 1),
        ("Greenwich Mean Time", 0, 0),
        ("MEZ", 1, 1),
        ("MESZ", 2, 2),
        ("MEZ/MESZ", 2, 1),
        ("CET/CEST", 2, 1),
    ],
)
def test_reads_a_zone(text: str, summer: float, winter: float) -> None:
    zone = read_zone(text)
    assert (zone.utcoffset(SUMMER), zone.utcoffset(WINTER)) == (timedelta(hours=summer), timedelta(hours=winter))


@pytest.mark.parametrize(
    "text", ["", "Mars/Olympus", "XYZ", "+15:00", "+02:99", "Local", "client/server", "../../etc/passwd", "x" * 5_000]
)
def test_refuses_what_is_no_zone_and_says_what_is(text: str) -> None:
    with pytest.raises(UnknownZone, match="write UTC, an offset like") as caught:
        read_zone(text)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("heading", "hours"),
    [
        ("Timeline (times in UTC)", 0),
        ("Issue Timeline - UTC", 0),
        ("Timeline (All in Greenwich Mean Time)", 0),
        ("Timeline (UTC)", 0),
        ("Timeline (all times PST) 7/5/2023-7/6/2023", -8),
        ("🕰️ Timeline (GMT)", 0),
        ("Time (UTC)", 0),
        ("Time (UTC+2)", 2),
        ("Time [CEST]", 2),
        ("Date and Time in CET", 1),
        ("時刻 (JST)", 9),
        ("29-09-2021 (All times CEST)", 2),
        ("2023/05/12 Friday (UTC)", 0),
        ("Timeline", None),
        ("Timeline (if relevant)", None),
        ("Events in the Central region", None),
        ("What is art", None),
        ("(" * 5_000, None),
    ],
    ids=lambda text: str(text)[:40],
)
def test_finds_the_zone_of_a_heading(heading: str, hours: int | None) -> None:
    zone = find_zone(heading)
    assert (zone.utcoffset(SUMMER) if zone else None) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("sentence", "hours"),
    [
        ("All times in UTC.", 0),
        ("All times are UTC", 0),
        ("*(All times US/Pacific, 24-hour clock.)*", -7),
        ("Times are in `CEST`.", 2),
        ("Time zone: Europe/Berlin", 2),
        ("(UTC)", 0),
        ("全時刻は UTC（括弧内は JST）。", 0),
        ("Alle Zeiten in UTC.", 0),
        ("*Alle Zeiten in MEZ/MESZ*", 2),
        ("alle Zeiten MEZ/MESZ", 2),
        ("Alle Zeitangaben sind MESZ.", 2),
        ("Zeitzone: Europe/Berlin", 2),
        ("All times CET/CEST.", 2),
        ("Die Auszeit begann in Denver.", None),
        ("The outage began in Denver.", None),
        ("Errors in Central, then everywhere.", None),
        # of several zones, the one of the times
        ("Our customers are in PST. All times in UTC.", 0),
        ("All times in UTC. Our customers are in PST.", 0),
        ("The on-call engineer is in CEST, all times are UTC.", 0),
        ("Our customers are in PST. All times are local.", None),
        ("All times are in\nUTC.", 0),
        ("UTC is the zone of all times.", None),
        ("Times below are US Eastern.", -4),
        ("All times below are Eastern Time.", -4),
        ("All times are approx. and in UTC+2.", 2),
        ("All times are Berlin time.", 2),
        ("All times are in New York local time.", -4),
        ("All times are in good time.", None),
        ("We looked at all times. " + "More text. " * 30 + "All times in UTC.", None),
    ],
    ids=lambda text: str(text)[:40],
)
def test_finds_the_zone_of_a_sentence_about_times(sentence: str, hours: int | None) -> None:
    zone = find_zone_in_sentence(sentence)
    assert (zone.utcoffset(SUMMER) if zone else None) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("All times below are Eastern Time.", -4),
        ("The shop was down. All times in PDT.", -7),
        ("*Times are in CEST*", 2),
        ("Time zone: Europe/Berlin", 2),
        ("Our customers are in PST, and had hard times in CEST.", None),
        ("Times were hard for customers in PST.", None),
        ("Time: 10:05 UTC", None),
        ("Most times were noted in PST.", None),
    ],
)
def test_finds_the_zone_of_all_times_in_a_text_about_something_else(text: str, hours: int | None) -> None:
    zone = find_zone_of_all_times(text)
    assert (zone.utcoffset(SUMMER) if zone else None) == (None if hours is None else timedelta(hours=hours))


@pytest.mark.parametrize(
    ("header", "hours"),
    [("Time (Berlin)", 2), ("Time [New York]", -4), ("Time (Lisbon time)", 1), ("Time (Approximate)", None), ("Time", None)],
)
def test_finds_the_zone_of_a_city_in_a_table_header(header: str, hours: int | None) -> None:
    zone = find_city(header)
    assert (zone.utcoffset(SUMMER) if zone else None) == (None if hours is None else timedelta(hours=hours))
