"""Every format is known by looking, and what it states is in the front matter: nothing more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.conftest import MakePlan, Write

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"

CASES = {
    "kiosk-nap.txt": (
        "text",
        "2022-03-09-kiosk-nap",
        {"title": "Postmortem of the sleepy ticket kiosk", "date": "2022-03-09"},
        {"no-zone"},
    ),
    "PM2021-005 - Gateway answers 503.md": (
        "markdown",
        "2021-06-04-gateway-answers-503",
        {"title": "Gateway answers 503", "id": "PM2021-005", "date": "2021-06-04", "timezone": "CET"},
        {"link"},
    ),
    "2022-04-12-search-empty.md": (
        "jekyll",
        "2022-04-06-search-empty",
        {
            "title": "Why search was empty last week",
            "date": "2022-04-06",
            "authors": ["Robin Example"],
            "tags": ["search", "index", "incidents"],
        },
        set(),
    ),
    "hugo.md": (
        "hugo",
        "2023-02-14-builds-were-stuck",
        {"title": "Builds were stuck", "date": "2023-02-14", "authors": ["Kim"], "tags": ["builds"]},
        set(),
    ),
    "hub.qmd": (
        "quarto",
        "2019-03-04-the-hub-forgot-its-users",
        {"title": "The hub forgot its users", "date": "2019-03-04"},
        {"no-zone"},
    ),
    "status-entry.md": (
        "status",
        "2023-06-05-status-entry",
        {
            "title": "Downloads fail",
            "started_at": "2023-06-05 14:00 UTC",
            "resolved_at": "2023-06-05 16:30 UTC",
            "severity": "SEV1",
            "services": ["downloads.example.org", "mirrors"],
        },
        set(),
    ),
    "icco-entry.md": (
        "icco",
        "2019-05-02-icco-entry",
        {
            "id": "5f0f9d2e-7f5b-4b0e-9a53-000000000001",
            "title": "Edge lost a record",
            "started_at": "2019-05-02 10:00 UTC",
            "resolved_at": "2019-05-02 11:00 UTC",
            "organisation": "Acme",
            "services": ["Edge"],
            "tags": ["postmortem", "config-change", "dns"],
            "summary": "A script removed a record.",
            "references": [
                {
                    "title": "Edge lost a record",
                    "url": "https://blog.example.com/outage",
                    "archive_url": "https://archive.example.com/1/outage",
                }
            ],
        },
        set(),
    ),
    "page.mdx": ("markdown", "2024-02-03-the-cache-was-cold", {"title": "The cache was cold", "date": "2024-02-03"}, set()),
    "mail.txt": (
        "text",
        "2024-03-03-printers-offline-for-two-hours",
        {"title": "Printers offline for two hours", "date": "2024-03-03"},
        {"no-zone"},
    ),
    "report.md": (
        "markdown",
        "2025-11-18-orders-were-charged-twice",
        {
            "title": "Orders were charged twice",
            "id": "PM-2026-028",
            "date": "2025-11-18",
            "severity": "SEV1",
            "services": ["checkout", "billing"],
        },
        set(),
    ),
    "ambiguous.md": (
        "markdown",
        "undated-mirror-outage",
        {"title": "Mirror outage", "status": "draft"},
        {"ambiguous-date", "no-date", "severity"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_states_what_the_source_states(plan: MakePlan, name: str) -> None:
    form, slug, values, needs = CASES[name]
    (one,) = plan(name).planned
    assert (one.foreign.format, one.slug) == (form, slug)
    assert one.foreign.values == values
    assert {need.kind for need in one.needs} == needs


def test_a_pasted_text_is_read_as_the_archive_reads_it(plan: MakePlan) -> None:
    (one,) = plan("kiosk-nap.txt", timezone="Europe/Berlin").planned
    incident = one.draft.incident
    assert incident is not None
    assert [event.at and event.at.isoformat() for event in incident.timeline] == [
        f"2022-03-09T{clock}:00+01:00" for clock in ("10:30", "11:05", "11:20", "11:45", "12:30")
    ]
    assert [item.title.split()[0] for item in incident.action_items] == ["Review", "Watch", "Tell", "Hold"]
    assert [section.kind for section in incident.sections] == ["summary", "timeline", "root_cause", "action_items", "conclusion"]
    assert not one.needs


def test_closing_words_without_a_heading_are_no_section_in_the_report(plan: MakePlan, write: Write) -> None:
    text = "Lift stuck\n\nSummary:\nOn 3 March 2024 it stood still.\n\nAction items:\n1. Oil it\n\nIn conclusion, we are sorry.\n"
    (one,) = plan(write({"lift.txt": text})).planned
    assert one.draft.incident is not None
    assert one.draft.incident.sections[-1].kind == "conclusion"
    (sections,) = (reading.value for reading in one.foreign.read if reading.field == "sections")
    assert sections == "Summary, Action items"


def test_a_span_is_inferred_and_not_written_down(plan: MakePlan) -> None:
    (one,) = plan("kiosk-nap.txt").planned
    span, stated = one.foreign.inferred
    assert span == (
        "2 h from the first entry of the timeline (10:30 AM) to the last (12:30 PM): start and end are not stated, and not written down"
    )
    assert "'two-hour'" in stated
    assert not {"started_at", "resolved_at"} & one.foreign.values.keys()


def test_a_list_of_links_is_an_incident_for_each(plan: MakePlan) -> None:
    made = plan("links.md")
    assert [one.foreign.values["organisation"] for one in made.planned] == "Acme Bolt Corto Dune Acme Etna Falk Gobi".split()
    bolt = made.planned[1]
    assert bolt.foreign.values["date"] == "2022-07-19"
    assert bolt.foreign.values["tags"] == ["config-errors"]
    assert bolt.foreign.values["references"] == [{"title": "Bolt's account", "url": "https://blog.bolt.example/outage"}]
    assert made.planned[0].foreign.values["status"] == "draft"
    assert made.planned[0].slug == "undated-acme-a-change-of-the-edges-configuration-stopped-all-traffic"
    (rest,) = made.unread
    assert rest.skipped
    assert "[Another list](https://lists.example)" in rest.why


def test_a_log_is_split_at_its_incidents(plan: MakePlan) -> None:
    made = plan("incident-log.html.md.erb")
    assert [(one.foreign.part, one.slug, one.foreign.values["title"]) for one in made.planned] == [
        ("line 14", "2023-06-06-nobody-could-sign-in", "Nobody could sign in"),
        ("line 22", "2023-05-02-logs-were-missing", "Logs were missing"),
    ]
    assert "The proxy was restarted." in made.planned[0].text
    assert "The proxy was restarted." not in made.planned[1].text
    (rest,) = made.unread
    assert "> Use the calculator for the totals." in rest.why
    assert "[Brief description]" in rest.why


def test_a_log_of_short_incidents_is_split_too(plan: MakePlan, write: Write) -> None:
    first, second = "## 2024-01-05 Disk full on db1", "## 2024-02-07 Certificate expired"
    log = f"# Incidents\n\n{first}\n\n### Timeline\n\n- 10:00 full\n\n{second}\n\nIt ran out.\n\n### Timeline\n\n- 09:00 seen\n"
    made = plan(write({"log.md": log}) / "log.md")
    assert [one.slug for one in made.planned] == ["2024-01-05-disk-full-on-db1", "2024-02-07-certificate-expired"]
    assert "It ran out." in made.planned[1].text


def test_days_of_one_postmortem_are_no_incidents(plan: MakePlan, write: Write) -> None:
    days = "".join(f"## 2024-01-0{day}\n\n**Timeline:**\n\n- 10:00 x\n\n" for day in (5, 6))
    (one,) = plan(write({"2024-01-05-disk.md": f"# The disk was full\n\n{days}"})).planned
    assert one.foreign.values["title"] == "The disk was full"


def test_parts_of_one_postmortem_are_no_incidents(plan: MakePlan, write: Write) -> None:
    parts = "".join(
        f"### Issue {number}: the {word}\n\n#### Impact\n\nx\n\n#### Root cause\n\ny\n\n#### Resolution\n\nz\n\n"
        for number, word in enumerate(("door", "window"), 1)
    )
    root = write(
        {
            "2024-01-02-house.md": f"# The house was open\n\n## Timeline\n\n- 10:00 open\n\n{parts}## Lessons learned\n\nClose it.\n"
        }
    )
    (one,) = plan(root).planned
    assert one.foreign.values["title"] == "The house was open"


@pytest.mark.parametrize(
    ("word", "severity"),
    [("SEV-1", "SEV1"), ("SEV 2 (Partial Outage)", "SEV2"), ("Severity 3", "SEV3"), ("P1", "SEV1"), ("S3", "SEV3"), ("🔴 Critical", "SEV1"),
     ("High - all of it", "SEV2"), ("notice", "SEV4"), ("P0", None), ("SEV0", None), ("Critical/P0", None), ("orange", None)],
)  # fmt: skip
def test_severities_are_mapped_where_that_is_plain(plan: MakePlan, write: Write, word: str, severity: str | None) -> None:
    root = write({"2024-01-02-x-y.md": f"---\ntitle: Door stuck\nseverity: '{word}'\n---\n\nIt was stuck.\n"})
    (one,) = plan(root).planned
    assert one.foreign.values.get("severity") == severity
    assert ("severity" in {need.kind for need in one.needs}) == (severity is None)
    assert one.foreign.values.get("extra") == (None if severity else {"severity": word})


def test_severities_are_the_archives_own(plan: MakePlan, write: Write) -> None:
    root = write({"2024-01-02-x-y.md": "---\ntitle: Door stuck\nseverity: SEV-1\n---\n\nIt was stuck.\n"})
    own = {"severities": {"red": "Red", "amber": "Amber"}}
    assert plan(root, settings=own).planned[0].foreign.values["extra"] == {"severity": "SEV-1"}
    assert plan(root, settings=own, severities={"sev1": "red"}).planned[0].foreign.values["severity"] == "red"


@pytest.mark.parametrize(
    ("text", "title", "poor"),
    [
        ("# Postmortem\n\n## Oven cold\n\nOn 2024-01-02.\n", "Oven cold", False),
        ("# 0x19. Postmortem\n\n## Incident: Oven cold\n\nOn 2024-01-02.\n", "Incident: Oven cold", False),
        ("###Posmortem\nThe oven was cold on 2024-01-02. Nobody ate.\n", "The oven was cold on 2024-01-02", True),
        ("# Postmortem\n\n## Summary\n\nThe oven was [cold](x). Nobody ate.\n", "The oven was cold", True),
        ("# 2024-01-02, 504\n\nThe oven was cold.\n", "2024-01-02, 504", False),
        ("# Incident on 2024-01-02\n\n- x\n", "Incident on 2024-01-02", False),
        ("# Postmortem\n", "Postmortem", True),
        ("**Oven cold**\n\nIt was cold on 2024-01-02.\n", "Oven cold", False),
        ("Oven cold\n=========\n\nIt was cold on 2024-01-02.\n", "Oven cold", False),
        ("The oven was cold. Nobody ate on 2024-01-02.\n", "The oven was cold", True),
        # the first line of a plain text
        ("INC-123: Oven cold\n\nIt was cold.\n", "Oven cold", False),
        ("[INC-123] Oven cold\n\nIt was cold.\n", "Oven cold", False),
        ("Oven: cold for three hours\n\nSummary\nIt was cold. Nobody ate.\n", "Oven: cold for three hours", False),
        ("Postmortem: Oven cold\nDate: 2024-01-02\n\n10:00 - oven slow\n10:20 - oven cold\n", "Oven cold", False),
        ("Oven cold\nDate: 2024-01-02\nSeverity: SEV2\n\nIt was cold.\n", "Oven cold", False),
        ("Oven cold\n2024-01-02\n\nIt was cold.\n", "Oven cold", False),
        ("Oven cold\nSummary:\nIt was cold all day.\n", "Oven cold", False),
        ("Status: resolved\nDate: 2024-01-02\n\nThe oven was cold all day. Nobody ate.\n", "The oven was cold all day", True),
        ("Date: 2024-01-02\n\nThe oven was cold all day. Nobody ate.\n", "The oven was cold all day", True),
        ("Note: this is a draft\n\nThe oven was cold all day. Nobody ate.\n", "The oven was cold all day", True),
        ("TL;DR: it was cold\n\nThe oven was cold all day. Nobody ate.\n", "The oven was cold all day", True),
        ("The oven was cold and\nnobody ate on 2024-01-02.\n", "The oven was cold and", True),
    ],
)
def test_a_title_tells_what_broke(plan: MakePlan, write: Write, text: str, title: str, poor: bool) -> None:
    (one,) = plan(write({"README2.md": text}) / "README2.md").planned
    assert one.foreign.values["title"] == title
    assert ("title" in {need.kind for need in one.needs}) == poor


def test_front_matter_that_is_no_yaml_is_read_by_line(plan: MakePlan) -> None:
    (one,) = plan("broken-yaml.md").planned
    assert one.foreign.values["title"] == "Café tills offline: all of them"
    assert one.foreign.values["date"] == "2023-03-01"
    assert "line by line" in next(need.text for need in one.needs if need.kind == "front-matter")
    assert "date: 2023-02-30" in one.foreign.left_out


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\n", "is empty"),
        (b"\x89PNG\r\n\0\0", "is no text"),
        (
            b"Caf\xe9 closed\n",
            "line 1: the byte 0xe9 is not utf-8: save the file as UTF-8, or say what it is, as in --encoding windows-1252",
        ),
    ],
)
def test_what_cannot_be_read_says_why_and_stops_nothing(plan: MakePlan, write: Write, content: bytes, why: str) -> None:
    root = write({"a.md": content, "b.md": "# Lift stuck on 2024-01-02\n\nIt was stuck.\n"})
    made = plan(root)
    assert [one.foreign.values["title"] for one in made.planned] == ["Lift stuck on 2024-01-02"]
    (bad,) = made.unread
    assert why in bad.why
    assert made.failed


def test_another_encoding_is_said(plan: MakePlan, write: Write) -> None:
    root = write(
        {
            "a.md": "# Café closed\n\nOn 2 January 2024.\n".encode("windows-1252"),
            "c.md": b"\xef\xbb\xbf# Bar dry\r\n\r\nOn 2 January 2024.\r\n",
            "b.txt": "Pub shut\n\nOn 2 January 2024.\n".encode("utf-16"),
        }
    )
    assert [one.foreign.values["title"] for one in plan(root, encoding="windows-1252").planned] == [
        "Café closed",
        "Pub shut",
        "Bar dry",
    ]


def test_headings_are_normalised_when_asked(plan: MakePlan) -> None:
    (one,) = plan("kiosk-nap.txt", normalise=True).planned
    headings = [line for line in one.text.split("\n") if line.startswith("## ")]
    assert headings == ["## Summary", "## Timeline", "## Root cause", "## Action items", "## Conclusion"]
    assert ("heading", "Summary", "was 'Issue Summary:'") in [(one.field, one.value, one.said) for one in one.foreign.read]
    assert one.draft.incident is not None
    assert len(one.draft.incident.timeline) == 5


def test_normalising_leaves_levels_and_code_alone(plan: MakePlan, write: Write) -> None:
    text = (
        "# Oven cold\n\n### Incident Timeline - May 29, 2021\n- 10:00 UTC it went cold\n```\n# no heading\n```\n"
        "### What went well\nx\n### What went wrong\ny\n"
    )
    (one,) = plan(write({"a.md": text}) / "a.md", normalise=True).planned
    assert one.foreign.body == (
        "### Timeline - May 29, 2021\n\n- 10:00 UTC it went cold\n```\n# no heading\n```\n\n"
        "### What went well\n\nx\n\n### What went wrong\n\ny"
    )


def test_the_front_matter_reads_well(plan: MakePlan, write: Write) -> None:
    text = (
        "---\ntitle: 'Oven: cold'\ndate: {created: 2024-01-02}\nsummary: |\n  It was cold.\n\n  For long.\nAffected: Oven, Grill\n"
        "company: Kitchen\nurl: https://example.com/x\nowner: [Kim, {name: Bo}]\nlayout: post\nlink: nowhere\n---\n\nIt was cold.\n"
    )
    (one,) = plan(write({"oven.md": text}) / "oven.md").planned
    assert one.text == (
        "---\ntitle: 'Oven: cold'\ndate: 2024-01-02\norganisation: Kitchen\nservices: [Oven, Grill]\n"
        "summary: |-\n  It was cold.\n\n  For long.\n"
        "references:\n  - title: https://example.com/x\n    url: https://example.com/x\n"
        "extra:\n  owner:\n  - Kim\n  - name: Bo\n  link: nowhere\n---\n\nIt was cold.\n"
    )
    assert one.foreign.left_out == ["date: {created: 2024-01-02}", "layout: post"]


def test_the_zone_of_the_text_goes_before_the_one_that_all_sources_share(plan: MakePlan) -> None:
    (one,) = plan("PM2021-005 - Gateway answers 503.md", timezone="America/New_York").planned
    assert one.foreign.values["timezone"] == "CET"
    (one,) = plan("hub.qmd", timezone="America/New_York").planned
    assert one.foreign.values["timezone"] == "America/New_York"


def test_a_pasted_commit_is_no_metadata(plan: MakePlan, write: Write) -> None:
    text = (
        "# Oven cold\n\n## Timeline\n\nAll times in UTC.\n\n- 2021-05-10 09:15 It went cold.\n\n## Commits\n\n"
        "Author: Somebody\nDate: Mon May 11 19:03:52 2021 +0900\n"
    )
    (one,) = plan(write({"oven.md": text}) / "oven.md").planned
    assert one.foreign.values == {"title": "Oven cold", "timezone": "UTC", "date": "2021-05-10"}


def test_an_entry_without_a_title_is_called_by_what_it_says(plan: MakePlan, write: Write) -> None:
    text = (
        '---\n\nurl: "https://news.example.com/fire"\nstart_time: ""\nend_time: ""\ncategories:\n- postmortem\ncompany: "Acme"\n'
        'product: ""\n\n---\n\nHuman error. On February 28th 2017 a fire in a room cut the line. Nobody was hurt.\n'
    )
    (one,) = plan(write({"00724a47066bd25a.md": text})).planned
    assert one.foreign.format == "icco"
    assert one.foreign.values == {
        "title": "Acme: Human error. On February 28th 2017 a fire in a room cut the line",
        "date": "2017-02-28",
        "organisation": "Acme",
        "tags": ["postmortem"],
        "references": [
            {
                "title": "Acme: Human error. On February 28th 2017 a fire in a room cut the line",
                "url": "https://news.example.com/fire",
            }
        ],
    }
    assert one.slug == "2017-02-28-acme-human-error-on-february-28th-2017-a-fire-in-a-room-cut"


@pytest.mark.parametrize(("start", "end", "published", "stated"), [
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2019-05-02T10:00:00Z", {"date": "2019-05-02"}),
    ("2019-05-02T10:00:00Z", "2019-05-02T10:00:00Z", "0001-01-01T00:00:00Z", {"date": "2019-05-02"}),
    ("2019-05-01T00:00:00Z", "2019-05-02T00:00:00Z", "2019-05-09T10:00:00Z", {"started_at": "2019-05-01", "resolved_at": "2019-05-02"}),
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", {"status": "draft"}),
])  # fmt: skip
def test_times_of_an_entry_may_be_those_of_its_source(  # what is stated, and not what a program filled in
    plan: MakePlan, write: Write, start: str, end: str, published: str, stated: dict[str, str]
) -> None:
    text = f'---\nuuid: "x"\ntitle: Edge gone\nstart_time: "{start}"\nend_time: "{end}"\nsource_published_at: "{published}"\n---\n\nGone.\n'
    (one,) = plan(write({"x.md": text})).planned
    assert {key: value for key, value in one.foreign.values.items() if key not in ("title", "id")} == stated
    assert ("publication-date" in {need.kind for need in one.needs}) == (list(stated) == ["date"])


def test_messages_of_a_status_page_stay_in_their_order(plan: MakePlan) -> None:
    (one,) = plan("status-entry.md").planned
    assert "messages of a status page, in the order of the source: Final message, Initial message" in one.foreign.prose
    assert one.text.index("All downloads work.") < one.text.index("Downloads fail for everybody.")


@pytest.mark.skipif(not SEEDS.is_dir(), reason="there are no seeds beside this checkout")
def test_the_postmortem_that_all_began_with(plan: MakePlan) -> None:
    (one,) = plan(next(SEEDS.glob("000_*.txt")), timezone="UTC").planned
    incident = one.draft.incident
    assert incident is not None
    assert (incident.title, str(incident.when)) == ("Postmortem for my E-commerce Site", "2023-05-12")
    assert [f"{event.at.clock:%H:%M}" for event in incident.timeline if event.at and event.at.clock] == [
        "10:00", "11:00", "11:15", "11:30", "13:00",
    ]  # fmt: skip
    assert len(incident.action_items) == 4
    assert [section.kind for section in incident.sections][:4] == ["summary", "timeline", "root_cause", "action_items"]
    assert one.foreign.inferred[0].startswith("3 h from the first entry of the timeline (10:00 AM) to the last (1:00 PM)")
    assert "'three-hour'" in one.foreign.inferred[1]


@pytest.mark.parametrize("written", ["12 mars 2024", "2024年3月12日", "12. März 2024", "March 12-13, 2024"])
def test_a_date_is_quoted_as_it_stands_there(plan: MakePlan, write: Write, written: str) -> None:
    (one,) = plan(write({"oven.md": f"# Oven cold: all of it\n\nIt was cold ({written}).\n"})).planned
    assert [reading.said for reading in one.foreign.read if reading.field == "date"] == [f"line 3: '{written}'"]
    assert one.foreign.values["date"] == "2024-03-12"


_TABLE = "| Date | 2024-02-12 |\n| --- | --- |\n| Start time | 23:40 |\n| End time | {} |\n"


@pytest.mark.parametrize(
    ("text", "zone", "values"),
    [
        (_TABLE.format("02:15 (13 Feb)"), "UTC", ("2024-02-12 23:40", "2024-02-13 02:15", "UTC")),
        (_TABLE.format("23:55"), "UTC", ("2024-02-12 23:40", "2024-02-12 23:55", "UTC")),
        (_TABLE.format("02:15"), "UTC", ("2024-02-12 23:40", None, "UTC")),  # of the next day, or of a later one?
        (_TABLE.format("about noon"), "UTC", ("2024-02-12 23:40", None, "UTC")),
        (_TABLE.format("02:15 (13 Feb)"), None, (None, None, None)),
        ("Date: Feb 12, 2024 11:40 PM (GMT+2) → Feb 13, 2024 02:15\n", None, ("2024-02-12 23:40 +02:00", "2024-02-13 02:15 +02:00", "+02:00")),
        ("Date: Feb 12, 2024 10:00 PM (GMT+2) → 11:30 PM\n", None, ("2024-02-12 22:00 +02:00", "2024-02-12 23:30 +02:00", None)),
        ("Date: Feb 12, 2024 11:40 PM (GMT+2) → 02:15\n", "UTC", ("2024-02-12 23:40 +02:00", None, "UTC")),
    ],
)  # fmt: skip
def test_start_and_end_that_lines_state(
    plan: MakePlan, write: Write, text: str, zone: str | None, values: tuple[str | None, ...]
) -> None:
    story = f"# Oven cold\n\n{text}\n## Timeline\n\n- 23:40 cold\n- 02:15 warm\n"
    (one,) = plan(write({"oven.md": story}), timezone=zone).planned
    assert tuple(one.foreign.values.get(name) for name in ("started_at", "resolved_at", "timezone")) == values
    assert ("date" in one.foreign.values) == (values[0] is None)
    said = " ".join(one.foreign.inferred)
    assert "not stated" not in said or values[:2] == ("2024-02-12 23:40 +02:00", None) or "about noon" in text
    assert any("in +02:00, and the timeline" in need.text for need in one.needs) == ("GMT" in text and zone == "UTC")


def test_what_an_entry_says_of_start_and_end_is_stated(plan: MakePlan, write: Write) -> None:
    text = "# Oven cold\n\n## Timeline\n\n- 2024-02-12 10:00 Started: the oven is cold\n- 2024-02-12 11:00 {}the oven is warm\n"
    said = "1 h from the first entry of the timeline (2024-02-12 10:00) to the last (2024-02-12 11:00)"
    for word, missing in (("", ": end is not stated, and not written down"), ("Resolved: ", "")):
        (one,) = plan(write({"oven.md": text.format(word)}), timezone="UTC").planned
        assert one.foreign.inferred == [
            "the day is that of the first entry of the timeline (line 5: '2024-02-12 10:00')",
            said + missing,
        ]
