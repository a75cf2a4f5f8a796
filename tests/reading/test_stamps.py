"""What people write for a time, case by case."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortem_archive.moment import Precision
from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.day_lines import whole_date
from postmortem_archive.reading.entries import split_stamp
from postmortem_archive.reading.stamps import Stamp, read_stamp, take_stamp


def shown(stamp: Stamp | None) -> str:
    """A stamp in one line: day (or --month-day), clock, zone, `~` when approximate, and the end of a range."""
    if stamp is None:
        return "none"
    day = str(stamp.day) if stamp.day else "--{:02}-{:02}".format(*stamp.month_day) if stamp.month_day else ""
    clock = stamp.clock.isoformat("seconds" if stamp.precision is Precision.SECOND else "minutes") if stamp.clock else ""
    zone = str(stamp.zone or "")
    end = f"to {shown(stamp.until)}" if stamp.until else ""
    return ("~" if stamp.approximate else "") + " ".join(part for part in (day, clock, zone, end) if part)


CLOCKS = [
    ("10:05 noticed", "10:05"),
    ("9:05 noticed", "09:05"),
    ("11: 15 AM said", "11:15"),
    ("3:45PM - deployed", "15:45"),
    ("07:30am - First report", "07:30"),
    ("6 PM – quiet", "18:00"),
    ("6 p.m. quiet", "18:00"),
    ("12:15 AM woke", "00:15"),
    ("12:15 PM ate", "12:15"),
    ("12 am woke", "00:00"),
    ("0 am woke", "00:00"),
    ("11.57 Deployment", "11:57"),
    ("02.30 PM x", "14:30"),
    ("13:16:59 x", "13:16:59"),
    ("13:16:59.123 x", "13:16:59"),
    ("09:36:28,5 x", "09:36:28"),
    ("13:06 PM x", "13:06"),  # nothing but 13:06 can be meant
    ("17:14pm", "17:14"),
    ("~15:30 x", "~15:30"),
    ("around 15:30 x", "~15:30"),
    ("約 15:30", "~15:30"),
    ("16.00 (approx) x", "~16:00"),
    ("10.30ish x", "~10:30"),
    ("23:28 頃", "~23:28"),
    ("00:00 x", "00:00"),
    ("24:00 x", "none"),
    ("25:10 x", "none"),
    ("10:75 x", "none"),
    ("5 minutes later", "none"),
    ("10 users", "none"),
    ("1.5 GB used", "none"),
    ("3.50 GB used", "none"),
    ("10.20 % of calls", "none"),
    ("12.30 seconds late", "none"),
    ("1.2.3 released", "none"),
    ("noticed 10:05", "none"),
    ("", "none"),
]

RANGES = [
    ("15:00 - 17:37 x", "15:00 to 17:37"),
    ("03:35-07:46", "03:35 to 07:46"),
    ("02:05–02:08 CET", "02:05 CET to 02:08 CET"),
    ("16:54:15 - 17:15:31", "16:54:15 to 17:15:31"),
    ("10:00 to 10:20 x", "10:00 to 10:20"),
    ("10:00 until 10:20 x", "10:00 to 10:20"),
    ("10:00 → 10:20", "10:00 to 10:20"),
    ("Between 10:00 and 10:20 x", "10:00 to 10:20"),
    ("from 10:00 to 10:20 x", "10:00 to 10:20"),
    ("From 10:00 users saw errors", "10:00"),
    ("2:00 - 2:30 PM", "14:00 to 14:30"),
    ("2:00 - 2:30 PM, back at 3 am", "14:00 to 14:30"),
    ("11:30 - 12:15 PM", "11:30 to 12:15"),
    ("11:00pm - 1:00am", "23:00 to 01:00"),
    ("~16:06:00 - 16:16:00", "~16:06:00 to 16:16:00"),
    ("Between 2023-07-10 to 2023-07-16", "2023-07-10 to 2023-07-16"),
    ("2022-01-20 Between 02:00 and 02.30 PM", "2022-01-20 14:00 to 14:30"),
    ("2023-05-12 23:50 - 2023-05-13 00:10", "2023-05-12 23:50 to 2023-05-13 00:10"),
    ("January 3-5, 2024: x", "2024-01-03 to 2024-01-05"),
    ("Jan 3rd – 5th 2024 x", "2024-01-03 to 2024-01-05"),
    ("3–5 January 2024: x", "2024-01-03 to 2024-01-05"),
    ("May 3-10: x", "--05-03 to --05-10"),
    ("May 3-10 servers fail", "--05-03"),
    ("May 3-1: x", "--05-03"),
    ("January 3-50, 2024: x", "--01-03"),
    ("Jan 6 – Jan 8, 2024: x", "2024-01-06 to 2024-01-08"),
    ("Dec 30 – Jan 2, 2024: x", "2023-12-30 to 2024-01-02"),
    ("10:00 - restarted", "10:00"),
    ("2023-05-12 - 10:00", "2023-05-12 10:00"),
]

ZONES = [
    ("10:00 AM (UTC) x", "10:00 UTC"),
    ("12:31 UTC x", "12:31 UTC"),
    ("12:31 utc x", "12:31 UTC"),
    ("12:31UTC", "12:31 UTC"),
    ("~11:31Z", "~11:31 UTC"),
    ("7:23 AM GMT+1 x", "07:23 UTC+01:00"),
    ("10:00 +02:00 x", "10:00 UTC+02:00"),
    ("10:00 [CET] x", "10:00 CET"),
    ("17:33 ET we saw", "17:33 America/New_York"),
    ("7:09 AM Eastern: x", "07:09 America/New_York"),
    ("7:09 AM Eastern time x", "07:09 America/New_York"),
    ("16:37 Denver - x", "16:37 America/Denver"),
    ("16:37 Denver lost power", "16:37"),
    ("10:30 Pacific region down", "10:30"),
    ("10:30 Z-Wave hub", "10:30"),
    ("10:30 PST-based team", "10:30"),
    ("10:05 Prometheus/Grafana down", "10:05"),
    ("10:05 America/New_York x", "10:05 America/New_York"),
    ("10:05 America/Argentina/Salta x", "10:05 America/Argentina/Salta"),
    ("10:05-10:20", "10:05 to 10:20"),  # never 10:05 in the zone -10:20
    # an offset to the west, as programs write it
    ("2024-05-14T22:10:00-07:00: x", "2024-05-14 22:10:00 UTC-07:00"),
    ("2024-05-14T22:10-07:00 x", "2024-05-14 22:10 UTC-07:00"),
    ("2024-05-14 22:10:00 -07:00 x", "2024-05-14 22:10:00 UTC-07:00"),
    ("2024-05-14 22:10:00 -0700 x", "2024-05-14 22:10:00 UTC-07:00"),
    ("2024-05-14 22:10 -0700 x", "2024-05-14 22:10 UTC-07:00"),
    ("22:10:00 -0700 x", "22:10:00 UTC-07:00"),
    ("2024-05-14 17:00-07:00 x", "2024-05-14 17:00 to 07:00"),
    ("17:00-07:00 x", "17:00 to 07:00"),
    ("17:00 -07:00 x", "17:00 to 07:00"),
    ("16:54:15-07:00:31 x", "16:54:15 to 07:00:31"),
    ("16:54:15 - 07:00 x", "16:54:15 to 07:00"),
]

DATES = [
    ("2021-03-31 x", "2021-03-31"),
    ("2021-3-1", "2021-03-01"),
    ("2023/05/12 Friday (UTC)", "2023-05-12"),
    ("2023-05-12, Friday", "2023-05-12"),
    ("31.12.2021", "2021-12-31"),
    ("Feb-07-2022", "2022-02-07"),
    ("Feb-8-2022", "2022-02-08"),
    ("November-18-2025", "2025-11-18"),
    ("29-09-2021", "2021-09-29"),
    ("04-26-2024 - disclosed", "2024-04-26"),
    ("05-05-2024", "2024-05-05"),
    ("4/21/23", "2023-04-21"),
    ("06/May/2022", "2022-05-06"),
    ("March 6th, 2022", "2022-03-06"),
    ("5 January 2021", "2021-01-05"),
    ("the 5th", "none"),
    ("1st of May 2021", "2021-05-01"),
    ("Tue 7 Jan 2020", "2020-01-07"),
    ("Monday, October 30th 2023", "2023-10-30"),
    ("Sept 3, 2021", "2021-09-03"),
    ("May 12", "--05-12"),
    ("12 May", "--05-12"),
    ("29 Feb", "--02-29"),
    ("Jan 15, 5:33 PM", "--01-15 17:33"),
    ("Mar 5 10:00", "--03-05 10:00"),
    ("03-26 17:40", "--03-26 17:40"),
    ("2026-07-08 01:46: x", "2026-07-08 01:46"),
    ("2023-05-12, 10:00", "2023-05-12 10:00"),
    ("2023-05-12 at 10:00", "2023-05-12 10:00"),
    ("2021-05-25 - ~14:27 UTC: x", "~2021-05-25 14:27 UTC"),
    ("2024-03-12 0616: wrong block", "2024-03-12 06:16"),
    ("2025-01-14 1600", "2025-01-14 16:00"),
    ("2024-03-12 2000 users", "2024-03-12"),
    ("2022-02-02 X: y", "2022-02-02"),
    ("January 5, 2024: 07:00 x", "2024-01-05 07:00"),
    ("5 January 2024: 7:56am UTC", "2024-01-05 07:56 UTC"),
    ("Jan 5: 07:30 x", "--01-05 07:30"),
    ("2024-02-15: 07:56 - 08:10 x", "2024-02-15 07:56 to 08:10"),
    ("2024-02-15: 1.30 is rolled out", "2024-02-15"),
    ("2024-02-15: 3:1 is the ratio", "2024-02-15"),
    ("January 5, 2024: 3 nodes fail", "2024-01-05"),
    ("Oct 30 2015: x", "2015-10-30"),
    ("Oct 30 2145: x", "--10-30 21:45"),  # no year that anybody writes of
    ("Oct 30 0730: x", "--10-30 07:30"),
    ("2019-12-03 --:--", "2019-12-03"),
    ("20202-01-16", "none"),
    ("2022-02-30", "none"),
    ("2022-13-01", "none"),
    ("31-31-2020", "none"),
    ("0202-01-16", "none"),
    ("2023-MM-DD", "none"),
    ("2022-02-?? ??:??", "none"),
    ("Mayday 12", "none"),
    ("Marching 5", "none"),
]

DAYS_BEHIND = [
    ("18:00 Saturday Oct 30th: x", "--10-30 18:00"),
    ("18:00 PST Saturday Oct 30th : x", "--10-30 18:00 PST"),
    ("18:00 PM PST Sat, 30 October - x", "--10-30 18:00 PST"),
    ("18:00 Saturday Oct 30th the second wave", "--10-30 18:00"),
    ("22:22 Oct 30: x", "--10-30 22:22"),
    ("22:22 Oct 30", "--10-30 22:22"),
    ("22:22 Oct 30\nx", "--10-30 22:22"),
    ("22:40 on Oct 30: x", "--10-30 22:40"),
    ("22:40 on Oct 30 all was well", "--10-30 22:40"),
    ("22:40 Uhr am 30.10.2021: x", "2021-10-30 22:40"),
    ("22:50 (Oct 30): x", "--10-30 22:50"),
    ("22:50 (Oct 30) x", "--10-30 22:50"),
    ("23:30 UTC / 18:30 EST, Oct 30: x", "--10-30 23:30 UTC"),
    ("01:30 UTC / 20:30 EST, Oct 30: x", "01:30 UTC"),
    ("01:30 UTC (20:30 EST on Oct 30) x", "01:30 UTC"),
    ("22:50 UTC (Saturday, Oct 30) x", "--10-30 22:50 UTC"),
    ("22:50 [2021-10-30] x", "2021-10-30 22:50"),
    ("23:00, 30 October 2021: x", "2021-10-30 23:00"),
    ("4 PM UTC February 16, 2024 - x", "2024-02-16 16:00 UTC"),
    ("23:00 2021-10-30 UTC: x", "2021-10-30 23:00 UTC"),
    ("~23:00 on 10/30/2021: x", "~2021-10-30 23:00"),
    ("18:00 Oct 30 - 02:00 Oct 31: x", "--10-30 18:00 to --10-31 02:00"),
    ("18:00 Oct 30 to 02:00: x", "--10-30 18:00 to 02:00"),
    ("18:00 - 20:00 Oct 30: x", "--10-30 18:00 to 20:00"),
    ("18:00 - 20:00 UTC (Oct 30) x", "--10-30 18:00 UTC to 20:00 UTC"),
    ("Between 18:00 and 20:00 on Oct 30 x", "--10-30 18:00 to 20:00"),
    # no doubt that it is a time, and no day without doubt
    ("23:00 - 01:00 Oct 30: x", "23:00 to 01:00"),
    ("22:22 Oct 30 release is pulled", "22:22"),
    ("22:22 2021-10-30 backup is restored", "22:22"),
    ("22:22 04-12-2021 backup is restored", "22:22"),
    ("22:22 May 5 servers be down", "22:22"),
    ("22:22 (Oct 30 backup) x", "22:22"),
    ("22:22 on Monday", "22:22"),
    ("22:22 Oct 32: x", "22:22"),
    ("2021-10-29 22:22 (Oct 30): x", "2021-10-29 22:22"),
]


@pytest.mark.parametrize(("text", "expected"), CLOCKS + RANGES + ZONES + DATES + DAYS_BEHIND, ids=lambda text: text or "empty")
def test_takes_a_stamp_from_the_beginning(text: str, expected: str) -> None:
    assert shown(take_stamp(text)[0]) == expected


@pytest.mark.parametrize(
    "text",
    ["04-12-2022", "7/5/2023", "7/6/23 x", "12-05 16:21", "01-02-2024 - x", "10:05 (7/5/2023) x", "10:05 UTC on 04-12-2022 x"],
)
def test_a_date_with_two_readings_is_never_guessed(text: str) -> None:
    with pytest.raises(Ambiguous, match="two different days: write the year first"):
        take_stamp(text)


@pytest.mark.parametrize(
    ("text", "near", "expected"),
    [
        ("04-12-2022", date(2022, 12, 4), "2022-12-04"),
        ("04-12-2022", date(2022, 4, 11), "2022-04-12"),
        ("7/6/23 x", date(2023, 7, 8), "2023-07-06"),
        ("12-05 16:21", date(2023, 5, 12), "--05-12 16:21"),
        ("01/02 16:21", date(2023, 12, 31), "--01-02 16:21"),
        ("10:05 (7/5/2023) x", date(2023, 5, 7), "2023-05-07 10:05"),
        ("1/2/2024 23:00 - 1/2/2024 23:30", date(2024, 2, 1), "2024-02-01 23:00 to 2024-02-01 23:30"),
    ],
)
def test_a_date_with_two_readings_is_the_one_about_a_day_that_is_known(text: str, near: date, expected: str) -> None:
    assert shown(take_stamp(text, (date(2001, 6, 15), near))[0]) == expected
    for far in (date(2021, 9, 9), near + timedelta(days=14)):
        with pytest.raises(Ambiguous):
            take_stamp(text, (far,))


@pytest.mark.parametrize("text", ["13:06 AM", "14 pm", "15.30 a.m."])
def test_a_time_that_contradicts_itself_is_never_guessed(text: str) -> None:
    with pytest.raises(Ambiguous, match="is no time of day"):
        take_stamp(text)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-05-12", "2023-05-12"),
        (" 2023-05-12 10:00 ", "2023-05-12 10:00"),
        ("2023-05-12T10:00:00Z", "2023-05-12 10:00:00 UTC"),
        ("2023-05-12t10:00:00+02:00", "2023-05-12 10:00:00 UTC+02:00"),
        ("2023-05-12 10:00 -07:00", "2023-05-12 10:00 UTC-07:00"),
        ("2023-05-12 10:00:30-0700", "2023-05-12 10:00:30 UTC-07:00"),
        ("2023-05-12 10:00 PDT", "2023-05-12 10:00 PDT"),
        ("~2023-05-12 10:00", "~2023-05-12 10:00"),
        ("12 May 2023", "2023-05-12"),
    ],
)
def test_reads_a_whole_value(value: str, expected: str) -> None:
    assert shown(read_stamp(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "yesterday",
        "10:00",
        "May 12",
        "2023-05-12 10:00 later",
        "10:00 2023-05-12",
        "2023-05-12 25:00",
        "2023-02-30",
        "2023-05-12 10:00 - 11:00",
        "2023-05",
        "04-12-2022",
        "2023-05-12 10:00 Foo/Bar",
        "x" * 5_000,
    ],
    ids=lambda value: value[:30] or "empty",
)
def test_refuses_a_value_that_is_no_time(value: str) -> None:
    with pytest.raises(ValueError, match=r"write|is not a") as caught:
        read_stamp(value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("entry", "written", "rest"),
    [
        ("10:05 text", "10:05", "text"),
        ("10:05 - text", "10:05", "text"),
        ("10:05 -- text", "10:05", "text"),
        ("10:05: text", "10:05", "text"),
        ("10:05 — text", "10:05", "text"),
        ("10:05 → text", "10:05", "text"),
        ("10:05, text", "10:05", "text"),
        ("10:05 UTC – <https://x.test> text", "10:05 UTC", "<https://x.test> text"),
        ("**10:05** text", "10:05", "text"),
        ("**10:05:** text", "10:05", "text"),
        ("**10:05**: text", "10:05", "text"),
        ("**10:30 AM (UTC):** text", "10:30 AM (UTC)", "text"),
        ("***10:05*** text", "10:05", "text"),
        ("*2023-06-07 14:40 UTC* text", "2023-06-07 14:40 UTC", "text"),
        ("_5:30 PM_ – Our load", "5:30 PM", "Our load"),
        ("__10:05__ text", "10:05", "text"),
        ("`11:20` - text", "11:20", "text"),
        ("[18:27] text", "18:27", "text"),
        ("[18.30](https://x.test/1) RK: text", "18.30", "RK: text"),
        ("(10:05) text", "10:05", "text"),
        ("**[10:05]** text", "10:05", "text"),
        ("{{ 06:10 }}", "06:10", ""),
        ("**10:05 all of it bold**", "10:05", "**all of it bold**"),
        ("**18:53** `@nova` First", "18:53", "`@nova` First"),
        ("21:30 (18:30 ART) text", "21:30", "(18:30 ART) text"),
        ("10:05\nnext line", "10:05", "next line"),
        ("10:05", "10:05", ""),
        ("10:05%", "", "10:05%"),
        ("[text](https://x.test) 10:05", "", "[text](https://x.test) 10:05"),
        # the same moment in another zone
        ("06:30 UTC / 01:30 EST - text", "06:30 UTC / 01:30 EST", "text"),
        ("06:30 UTC/01:30 EST: text", "06:30 UTC/01:30 EST", "text"),
        ("06:30 UTC (01:30 EST) text", "06:30 UTC (01:30 EST)", "text"),
        ("06:30 UTC (1:30 AM EST, 07:30 CET): text", "06:30 UTC (1:30 AM EST, 07:30 CET)", "text"),
        ("06:30 UTC = 07:30 CET text", "06:30 UTC = 07:30 CET", "text"),
        ("06:30 UTC | 01:30 EST | 07:30 CET - text", "06:30 UTC | 01:30 EST | 07:30 CET", "text"),
        ("**01:20 CET / 00:20 UTC**: text", "01:20 CET / 00:20 UTC", "text"),
        ("**01:20 CET** / 00:20 UTC: text", "01:20 CET / 00:20 UTC", "text"),
        ("**01:20 CET** (00:20 UTC) text", "01:20 CET (00:20 UTC)", "text"),
        ("00:20 CET / 23:20 UTC: text", "00:20 CET / 23:20 UTC", "text"),
        ("2023-05-12 00:20 CET / 2023-05-11 23:20 UTC: text", "2023-05-12 00:20 CET / 2023-05-11 23:20 UTC", "text"),
        ("06:30-07:00 UTC / 01:30-02:00 EST: text", "06:30-07:00 UTC / 01:30-02:00 EST", "text"),
        ("2023-07-12 10:00 UTC / 06:00 ET: text", "2023-07-12 10:00 UTC / 06:00 ET", "text"),
        ("10:00 UTC / 05:00 ET: text", "10:00 UTC / 05:00 ET", "text"),  # the day may be in winter
        # another moment, or nobody knows
        ("2023-07-12 10:00 UTC / 05:00 ET: text", "2023-07-12 10:00 UTC", "/ 05:00 ET: text"),
        ("06:30 UTC / 02:30 EST - text", "06:30 UTC", "/ 02:30 EST - text"),
        ("06:30 UTC/02:30 EST - text", "06:30 UTC", "/02:30 EST - text"),
        ("2023-05-12 00:20 CET / 2023-05-12 23:20 UTC: text", "2023-05-12 00:20 CET", "/ 2023-05-12 23:20 UTC: text"),
        ("06:30-07:00 UTC / 01:30-02:30 EST: text", "06:30-07:00 UTC", "/ 01:30-02:30 EST: text"),
        ("06:30 UTC / 01:30 - text", "06:30 UTC", "/ 01:30 - text"),
        ("06:30 UTC / 04-12-2022 text", "06:30 UTC", "/ 04-12-2022 text"),
        ("06:30 UTC " + "(06:30 UTC " * 2_000, "06:30 UTC", ("(06:30 UTC " * 2_000)),
        ("06:30 UTC (01:30 EST in the office) text", "06:30 UTC", "(01:30 EST in the office) text"),
        ("22:50 (Oct 30): text", "22:50 (Oct 30)", "text"),
        ("**22:50 UTC (Oct 30)** - text", "22:50 UTC (Oct 30)", "text"),
        ("**22:50 UTC** (Oct 30) - text", "22:50 UTC (Oct 30)", "text"),
        ("**22:50** Saturday Oct 30th: text", "22:50 Saturday Oct 30th", "text"),
        ("**22:50:** Oct 30: text", "22:50", "Oct 30: text"),
        ("**22:50:** (Oct 30) text", "22:50", "(Oct 30) text"),
        ("**January 5, 2024**: 07:00 text", "January 5, 2024: 07:00", "text"),
        ("**2024-02-15:** 07:56 text", "2024-02-15 07:56", "text"),
        ("**2024-02-15** at 7:56 am - text", "2024-02-15 at 7:56 am", "text"),
        ("**2024-02-15** 1.30 is rolled out", "2024-02-15", "1.30 is rolled out"),
        ("**January 3-5, 2024**: text", "January 3-5, 2024", "text"),
    ],
    ids=lambda text: text[:40] or "empty",
)
def test_splits_an_entry_at_its_time(entry: str, written: str, rest: str) -> None:
    assert split_stamp(entry)[1:] == (written, rest)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2020-02-20", "2020-02-20"),
        ("**June 24, 2021**", "2021-06-24"),
        ("_4/21/23_", "2023-04-21"),
        ("**Date: 2023-11-22**", "2023-11-22"),
        ("29-09-2021 (All times CEST)", "2021-09-29"),
        ("Day 2: 2023-05-13", "2023-05-13"),
        ("[2026-06-09]", "2026-06-09"),
        ("5 January 2021:", "2021-01-05"),
        ("2020-02-20 (*all times UTC*)", "2020-02-20"),
        ("2020-02-20, all times UTC", "2020-02-20"),
        ("2020-02-20 – UTC:", "2020-02-20"),
        ("2020-02-20 10:00 UTC", "none"),
        ("2020-02-20 UTC offset lost", "none"),
        ("2020-02-20 release", "none"),
        ("2020-02-20 10:00", "none"),
        ("2020-02-20 to 2020-02-21", "none"),
        ("04-12-2022: release", "none"),
        ("no date", "none"),
        ("2020-02-20 " + "(" * 5_000, "none"),
    ],
    ids=lambda text: text[:40],
)
def test_knows_a_line_that_is_only_a_date(line: str, expected: str) -> None:
    assert shown(whole_date(line)) == expected


def test_a_line_that_is_only_an_ambiguous_date_is_reported() -> None:
    with pytest.raises(Ambiguous):
        whole_date("_7/5/2023_")


@pytest.mark.parametrize(
    ("month_day", "near", "expected"),
    [
        ((5, 12), date(2023, 5, 1), "2023-05-12"),
        ((12, 31), date(2023, 1, 1), "2022-12-31"),
        ((1, 2), date(2022, 12, 30), "2023-01-02"),
        ((2, 29), date(2024, 12, 31), "2024-02-29"),
        ((2, 29), date(2022, 6, 1), "--02-29"),
    ],
)
def test_a_day_without_a_year_is_in_the_nearest_one(month_day: tuple[int, int], near: date, expected: str) -> None:
    assert shown(Stamp(month_day=month_day).on(near)) == expected


def test_a_day_stays_a_day() -> None:
    moment = read_stamp("2023-05-12").moment(UTC)
    assert moment is not None
    assert (moment.precision, moment.clock, str(moment)) == (Precision.DAY, None, "2023-05-12")


def test_a_clock_without_a_zone_is_no_moment() -> None:
    assert read_stamp("2023-05-12 10:00").moment(None) is None


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2199, 12, 31)))
def test_what_is_written_in_iso_is_read_back(value: datetime) -> None:
    stamp = read_stamp(value.isoformat(sep=" ", timespec="seconds"))
    assert (stamp.day, stamp.clock) == (value.date(), value.time().replace(microsecond=0))


@given(st.text(alphabet="0123456789:-/.~ apmAPMTZUTC()*_`[]JanFeb→–", max_size=40))
def test_taking_a_stamp_either_loses_nothing_or_says_that_it_cannot_tell(text: str) -> None:
    with suppress(Ambiguous):
        stamp, rest = take_stamp(text)
        assert text.endswith(rest)
        assert stamp is not None or rest == text
