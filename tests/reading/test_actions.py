"""Action items, in every notation that people use."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from postmortem_archive.incident import ActionItem, Note
from postmortem_archive.reading.actions import read_actions, read_kind
from postmortem_archive.reading.block import Block
from postmortem_archive.reading.sections import cut_sections
from postmortem_archive.reading.states import read_status, state_in_brackets
from postmortem_archive.reading.text import read_lines


def block(body: str, heading: str = "## Action items") -> Block:
    return cut_sections(read_lines(f"{heading}\n\n{dedent(body)}"))[0]


def actions(body: str, heading: str = "## Action items") -> list[ActionItem]:
    return [part for part in read_actions(block(body, heading)) if isinstance(part, ActionItem)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- [ ] Alert on it", ActionItem("Alert on it", status="open")),
        ("* [x] Patch it", ActionItem("Patch it", status="done")),
        ("- [X] Patch it", ActionItem("Patch it", status="done")),
        ("- ☑ Fixed both", ActionItem("Fixed both", status="done")),
        ("- ☐ Fix both", ActionItem("Fix both", status="open")),
        ("- ⬜ Fix both", ActionItem("Fix both", status="open")),
        ("- A\n  - Status: Done", ActionItem("A\n- Status: Done", status="done")),
        (
            "- A\n  - Owner: ana\n  - **Status:** in progress",
            ActionItem("A\n- Owner: ana\n- **Status:** in progress", owner="ana", status="open"),
        ),
        ("- [ ] A\n  - Status: done", ActionItem("A\n- Status: done", status="open")),
        ("- A\n  - Status: done when all hosts answer", ActionItem("A\n- Status: done when all hosts answer")),
        ("- A (owners: @ana and @bo)", ActionItem("A", owner="@ana, @bo")),
        ("- A. Owner: @ana, @bo", ActionItem("A. Owner: @ana, @bo", owner="@ana, @bo")),
        ("- A\n  - Owner: Ana, Bo Li", ActionItem("A\n- Owner: Ana, Bo Li", owner="Ana, Bo Li")),
        ("- A. Owner: Ana, Then more of it", ActionItem("A. Owner: Ana, Then more of it", owner="Ana")),
        ("- A. Owner: TBD", ActionItem("A. Owner: TBD")),
        ("- [ ] A (owner: TBD, due: n/a, ticket: ?)", ActionItem("A", status="open")),
        ("- A (ticket: [OPS-1](https://x.test/OPS-1))", ActionItem("A [OPS-1](https://x.test/OPS-1)", ticket="OPS-1")),
        ("- ✅ Fixed both", ActionItem("Fixed both", status="done")),
        ("- Automate deploys ([#1](https://x.test/1))", ActionItem("Automate deploys ([#1](https://x.test/1))", ticket="#1")),
        ("1. Test it [issue](https://x.test)", ActionItem("Test it [issue](https://x.test)")),
        ("- Set up alarms. **(Done)**", ActionItem("Set up alarms. **(Done)**", status="done")),
        ("- Set up alarms (in progress)", ActionItem("Set up alarms (in progress)", status="open")),
        ("- Set up alarms (later)", ActionItem("Set up alarms (later)")),
        ("- [ ] A (owner: ana)", ActionItem("A", owner="ana", status="open")),
        (
            "- [ ] A (kind: prevent, owner: @ana, due: 2023-06-01, ticket: https://x.test/1)",
            ActionItem("A", "prevent", "@ana", date(2023, 6, 1), "https://x.test/1", "open"),
        ),
        (
            "- A (type: Detection; deadline: 2023-06-01; state: DONE)",
            ActionItem("A", "detect", None, date(2023, 6, 1), None, "done"),
        ),
        ("- A (owner: ana (SRE))", ActionItem("A", owner="ana (SRE)")),
        ("- A (owner: ana).", ActionItem("A", owner="ana")),
        ("- A (owner: ana)\n  more of it", ActionItem("A\nmore of it", owner="ana")),
        ("- A\n  more (owner: ana)", ActionItem("A\nmore", owner="ana")),
        ("- A (owner: ana, see below)", ActionItem("A (see below)", owner="ana")),
        ("- A (see below, owner: ana)", ActionItem("A (see below, owner: ana)", owner="ana")),
        ("- A (owner: ana, owner: bo)", ActionItem("A (owner: ana, owner: bo)", owner="ana")),
        ("- A (due: soon)", ActionItem("A (due: soon)")),
        ("- [x] A (done: 2023-06-01)", ActionItem("A", status="done", done=date(2023, 6, 1))),
        ("- A (owner: @ana, Completed: 2023-06-01)", ActionItem("A", owner="@ana", status="done", done=date(2023, 6, 1))),
        ("- [ ] A (closed: 2023-06-01)", ActionItem("A", status="done", done=date(2023, 6, 1))),
        ("- [x] A (done: yes)", ActionItem("A (done: yes)", status="done")),
        ("- [x] A (done: 2023-02-30)", ActionItem("A (done: 2023-02-30)", status="done")),
        ("- A (due: 2023-02-30)", ActionItem("A (due: 2023-02-30)")),
        ("- A (due: 2023-06-01 or so)", ActionItem("A (due: 2023-06-01 or so)", due=date(2023, 6, 1))),
        ("- A (status: who knows)", ActionItem("A (status: who knows)")),
        ("- A (status: done since May)", ActionItem("A (status: done since May)", status="done")),
        ("- A (status: done, partially)", ActionItem("A (status: done, partially)")),
        ("- [ ] A (status: done)", ActionItem("A (status: done)", status="open")),
        ("- [x] A (owner: ana, status: done)", ActionItem("A", owner="ana", status="done")),
        ("- A (done) (owner: ana)", ActionItem("A (done)", owner="ana", status="done")),
        ("- A (kind: reporting)", ActionItem("A", "reporting")),
    ],
)
def test_reads_an_item_of_a_list(line: str, expected: ActionItem) -> None:
    assert actions(line) == [expected]


@pytest.mark.parametrize("line", ["- [ ]", "- [x] ", "- [ ] <!-- what is to do -->", "-", "- ☐"])
def test_an_item_that_nobody_wrote_anything_behind_is_none(line: str) -> None:
    assert [item.title for item in actions(f"{line}\n- [ ] A\n")] == ["A"]


def test_a_row_is_read_without_markup() -> None:
    cells = [
        "[@dan](https://x.test/dan) | [IDX-1](https://x.test/IDX-1) | 2023-06-01",
        "**Bo** | [the ticket](https://x.test/7) | TBD",
        "Eva and Finn | <https://x.test/7> | -",
        "nobody | N/A | ?",
    ]
    table = "| Action | Owner | Ticket | Due |\n|-|-|-|-|\n" + "".join(f"| A | {row} |\n" for row in cells)
    assert actions(table) == [
        ActionItem("A [IDX-1](https://x.test/IDX-1)", owner="@dan", ticket="IDX-1", due=date(2023, 6, 1)),
        ActionItem("A", owner="Bo", ticket="https://x.test/7"),
        ActionItem("A", owner="Eva, Finn", ticket="https://x.test/7"),
        ActionItem("A"),
    ]


def test_a_column_of_days_says_what_is_done_and_since_when() -> None:
    body = "| Action | Completed on | Done? |\n|-|-|-|\n| A | 2023-06-01 | |\n| B | | no |\n| C | | done |"
    assert actions(body) == [
        ActionItem("A", status="done", done=date(2023, 6, 1)),
        ActionItem("B", status="open"),
        ActionItem("C", status="done"),
    ]


@pytest.mark.parametrize(
    ("header", "cell", "expected"),
    [
        *(
            ("Done?", cell, ActionItem("A", status="done"))
            for cell in ("Yes", "ja", "oui", "x", "[x]", "✔", "✔️", "✅", "done", "**Yes**")
        ),
        *(
            ("Done?", cell, ActionItem("A", status="open"))
            for cell in ("No", "nein", "non", "[ ]", "❌", "not yet", "open", "-", "")
        ),
        ("Done", "yes", ActionItem("A", status="done")),
        ("Erledigt?", "ja", ActionItem("A", status="done")),
        ("Done", "2023-06-01", ActionItem("A", status="done", done=date(2023, 6, 1))),
        ("Completed?", "Yes, #12", ActionItem("A (status: Yes, #12)", status="done")),
        ("Done?", "no, waits for #12", ActionItem("A (status: no, waits for #12)", status="open")),
        ("Done?", "nobody knows", ActionItem("A (status: nobody knows)")),
        ("Status", "[x]", ActionItem("A", status="done")),
        ("Status", "✔", ActionItem("A", status="done")),
        ("Status", "x", ActionItem("A (status: x)")),
        ("Status", "won't do", ActionItem("A (status: won't do)", status="done")),
        ("Status", "Cancelled", ActionItem("A (status: Cancelled)", status="done")),
        ("Bug", "Bug 5554825 **DONE**", ActionItem("A", ticket="Bug 5554825", status="done")),
        ("Bug", "n/a **TODO**", ActionItem("A", status="open")),
        ("Bug", "[#12](https://x.test/12) (closed)", ActionItem("A [#12](https://x.test/12)", ticket="#12", status="done")),
        ("Bug", "n/a", ActionItem("A")),
        ("Wer", "Jürgen", ActionItem("A", owner="Jürgen")),
        ("Assigned", "Lee", ActionItem("A", owner="Lee")),
        ("Bis wann", "2025-11-30", ActionItem("A", due=date(2025, 11, 30))),
        ("ETA", "2025-11-30", ActionItem("A", due=date(2025, 11, 30))),
    ],
)
def test_reads_a_cell_beside_an_item(header: str, cell: str, expected: ActionItem) -> None:
    assert actions(f"| Was | {header} |\n|-|-|\n| A | {cell} |\n| B | done |")[0] == expected


def test_a_column_that_nobody_filled_in_says_nothing() -> None:
    assert [item.status for item in actions("| Action | Done? |\n|-|-|\n| A | |\n| B | - |")] == [None, None]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("~~Buy it~~ | | won't do", ActionItem("Buy it (status: won't do)", status="done")),
        ("~~Buy it~~ | ~~ana~~ | ", ActionItem("Buy it", owner="ana", status="done")),
        ("~~Buy it~~ | ana | open", ActionItem("Buy it", owner="ana", status="open")),
        ("~~Buy it~~ but not that | ~~ana~~ | ", ActionItem("~~Buy it~~ but not that", owner="~~ana~~")),
    ],
)
def test_a_cell_struck_through_whole_is_done_as_a_bullet_is(row: str, expected: ActionItem) -> None:
    assert actions(f"| Action | Owner | Status |\n|-|-|-|\n| {row} |") == [expected]


def test_reads_a_table_with_columns_in_any_order() -> None:
    body = """\
        | Owner | Due date | Action item | Type | State | Bug |
        | --- | --- | --- | --- | --- | --- |
        | ana | 2023-06-01 | Update the SDK | mitigate | COMPLETE | #12 |
        | - | | Write it down | | | |
        """
    assert actions(body) == [
        ActionItem("Update the SDK", "mitigate", "ana", date(2023, 6, 1), "#12", "done"),
        ActionItem("Write it down"),
    ]


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        ("| # | Action | Status |\n|-|-|-|\n| 1 | A | done |", ["A"]),
        ("| Issue | Action | Status |\n|-|-|-|\n| #6755 | A | in this PR |", ["A (status: in this PR)"]),
        ("| Issue | Action |\n|-|-|\n| #6755 | A |\n| too slow | B |", ["A (Issue: #6755)", "B (Issue: too slow)"]),
        ("| Action | Description | Owner |\n|-|-|-|\n| A | B | ana |", ["A (Description: B)"]),
        ("| What we do | Why |\n|-|-|\n| A | B |", ["A (Why: B)"]),
        ("| アクション | 担当 | 期限 | 状態 |\n|-|-|-|-|\n| A | 太郎 | 2023-06-01 | 完了 |", ["A"]),
        ("| Action | Owner |\n|-|-|\n| | ana |", [""]),
        ("| Action | |\n|-|-|\n| A | aside |", ["A (aside)"]),
        ("| # | Action |\n|-|-|\n| critical | A |", ["A (#: critical)"]),
    ],
)
def test_keeps_every_cell_of_a_table(body: str, titles: list[str]) -> None:
    assert [item.title for item in actions(body)] == titles


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "| Key | Summary | Assignee | Status | Due |\n|-|-|-|-|-|\n| PAY-1 | Watch it | Ann | To Do | 01/Mar/24 |",
            ActionItem("Watch it", owner="Ann", due=date(2024, 3, 1), ticket="PAY-1", status="open"),
        ),
        (
            "| Issue | Summary | P |\n|-|-|-|\n| [PAY-1](https://x.test/PAY-1) | Watch it | Minor |",
            ActionItem("Watch it (P: Minor) [PAY-1](https://x.test/PAY-1)", ticket="PAY-1"),
        ),
        ("| Who | What | When |\n|-|-|-|\n| Ann | A | 2024-06-01 |", ActionItem("A", owner="Ann", due=date(2024, 6, 1))),
        ("| Who | What | When |\n|-|-|-|\n| Ann | A | next week |", ActionItem("A (due: next week)", owner="Ann")),
        ("| When | What | Due |\n|-|-|-|\n| at once | A | 2024-06-01 |", ActionItem("A (When: at once)", due=date(2024, 6, 1))),
        ("| Issue | Owner |\n|-|-|\n| too slow | Ann |", ActionItem("too slow", owner="Ann")),
    ],
)
def test_reads_the_tables_of_trackers_and_meetings(body: str, expected: ActionItem) -> None:
    assert actions(body) == [expected]


def test_sub_headings_say_the_kind() -> None:
    body = "### Prevent\n\n- A\n\n### 検知（Detect）\n\n- B\n\n### Process improvements\n\n- C\n\n### Short term\n\n- D\n- E (kind: detect)\n"
    assert [(item.title, item.kind) for item in actions(body)] == [
        ("A", "prevent"), ("B", "detect"), ("C", "process"), ("D", None), ("E", "detect"),
    ]  # fmt: skip


def test_the_heading_of_the_section_says_the_kind_too() -> None:
    assert [item.kind for item in actions("- A", "## Preventive actions")] == ["prevent"]


def test_what_is_no_item_is_kept_as_a_note() -> None:
    parts = read_actions(block("We will do this:\n\n- A\n\n```\n- code\n```\n\n> quoted\n"))
    assert [part.markdown if isinstance(part, Note) else part.title for part in parts] == [
        "We will do this:", "A", "```\n- code\n```", "> quoted",
    ]  # fmt: skip


def test_places_point_at_the_text() -> None:
    found = actions("- [ ] A\n\n    - [ ] B\n\n| Action |\n|-|\n| C |\n")
    assert [(item.place.line, item.place.column) for item in found] == [(3, 3), (5, 7), (9, 1)]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("prevention", "prevent"),
        ("**Detect**", "detect"),
        ("Mitigative", "mitigate"),
        ("Documentation improvements", "process"),
        ("予防", "prevent"),
        ("other", None),
        ("", None),
    ],
)
def test_reads_a_kind(word: str, kind: str | None) -> None:
    assert read_kind(word) == kind


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("COMPLETE", "done"),
        ("Done!", "done"),
        ("**done**", "done"),
        ("done in #12", "done"),
        ("In progress", "open"),
        ("TODO", "open"),
        ("完了", "done"),
        ("完了しました", "done"),
        ("未着手", "open"),
        ("newly found", None),
        ("openness", None),
        ("not done", None),
        ("", None),
    ],
)
def test_reads_a_status(word: str, status: str | None) -> None:
    assert read_status(word) == status


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("done", "done"),
        ("Done!", "done"),
        ("**Done during this incident**", "done"),
        ("done by @ana", "done"),
        ("fixed in 4.2", "done"),
        ("won't do", "done"),
        ("wontfix, see #12", "done"),
        ("done, #12", "done"),
        ("merged !12", "done"),
        ("fixed, see OPS-12", "done"),
        ("closed [#12](https://x.test/issues/12)", "done"),
        ("done on 21 May 2025", "done"),
        ("done as part of the incident", "done"),
        ("done/merged", "done"),
        ("in progress", "open"),
        ("in progress by Ana", "open"),
        ("blocked by OPS-12", "open"),
        ("planned or in-progress", "open"),
        ("planned for next quarter", "open"),
        ("open since 2025-05-21", "open"),
        ("new cluster", None),
        ("open source build", None),
        ("blocked users", None),
        ("started by cron", None),
        ("done when all hosts answer", None),
        ("closed beta only", None),
        ("closed-loop control", None),
        ("closed by default", None),
        ("fixed point numbers", None),
        ("fixed at 5 MB", None),
        ("fixed by upstream in 2.0?", None),
        ("done, partially", None),
        ("done in staging only", None),
        ("done 3 of 5", None),
        ("done by 2026-03-01", None),
        ("done or open", None),
        ("not done", None),
        ("", None),
    ],
)
def test_a_bracket_says_a_state_only_as_a_whole(words: str, status: str | None) -> None:
    assert state_in_brackets(words) == status
    assert actions(f"- A ({words})")[0].status == status
    assert actions(f"- [ ] A ({words})")[0].status == "open"
    assert actions(f"- [x] A ({words})")[0].status == "done"


def test_a_heading_says_a_state_only_as_a_whole() -> None:
    assert [actions("- A", f"## Actions ({words})")[0].status for words in ("completed", "open source", "planned or in-progress")] == [
        "done", None, "open",
    ]  # fmt: skip


NESTED = """\
    - [ ] Alert on the lag (owner: ana)
      - [ ] Write the query
        with its tests
      - [x] Wire it into the alerts (owner: bo)
          - [ ] For staging too
    - [x] Close the gap
      - as agreed
        - [ ] Tell the customers

      In a paragraph of its own.

      ```
      - [ ] no item
      ```
    - Without a box
      1. [ ] First
      2. then
"""


def test_a_box_below_an_item_is_an_item_of_its_own() -> None:
    found = actions(NESTED)
    assert [(item.title, item.status, item.owner) for item in found] == [
        ("Alert on the lag", "open", "ana"),
        ("Write the query\nwith its tests", "open", None),
        ("Wire it into the alerts", "done", "bo"),
        ("For staging too", "open", None),
        ("Close the gap\n- as agreed\n\nIn a paragraph of its own.\n\n```\n- [ ] no item\n```", "done", None),
        ("Tell the customers", "open", None),
        ("Without a box\n2. then", None, None),
        ("First", "open", None),
    ]
    assert [(item.place.line, item.place.column) for item in found] == [
        (3, 3), (4, 5), (6, 5), (7, 9), (8, 3), (10, 7), (17, 3), (18, 6),
    ]  # fmt: skip


def test_boxes_nested_without_end_stay_in_the_item_above_them() -> None:
    found = actions("\n".join(f"{' ' * depth}- [ ] {depth}" for depth in range(300)))
    assert (len(found), found[0].title, found[20].title.split("\n")[:2]) == (21, "0", ["20", "- [ ] 21"])
