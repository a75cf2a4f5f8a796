"""Owner, ticket, due date and state in the words of an action item."""

from __future__ import annotations

from datetime import date

import pytest

from postmortem_archive.incident import ActionItem
from postmortem_archive.reading.due import wrong_due
from tests.reading.conftest import read_body


def items(body: str) -> list[ActionItem]:
    incident = read_body(f"## Action items\n\n{body}").incident
    assert incident is not None
    return list(incident.action_items)


@pytest.mark.parametrize(
    ("text", "owner", "due", "ticket", "status"),
    [
        ("Alert on the pool (OPS-12) @ana", "@ana", None, "OPS-12", None),
        ("Alert on the pool. Owner: Ana Lee. Due: 22 July 2026.", "Ana Lee", date(2026, 7, 22), None, None),
        ("@bo: write a runbook (due 2026-05-01)", "@bo", date(2026, 5, 1), None, None),
        ("Alert on the pool — @bo — 2026-06-01", "@bo", date(2026, 6, 1), None, None),
        ("Ask @ana and @bo", "@ana, @bo", None, None, None),
        ("Pool limit - owner: @lee - due 2026-02-15 - OPS-12", "@lee", date(2026, 2, 15), "OPS-12", None),
        ("Pool limit - Owner: Lee Smith - Due: 2026-02-15", "Lee Smith", date(2026, 2, 15), None, None),
        ("Pool limit | Owner: Lee | Due: 2026-02-15", "Lee", date(2026, 2, 15), None, None),
        ("Pool limit — owner: Lee / due: 2026-02-15", "Lee", date(2026, 2, 15), None, None),
        ("Pool limit. Owner: Ana / Bo", "Ana / Bo", None, None, None),
        ("Pool limit. Owner: Anne-Marie Lee OPS-12", "Anne-Marie Lee", None, "OPS-12", None),
        ("Pool limit. Owner: Lee #7", "Lee", None, "#7", None),
        ("Pool limit. Owner: Lee by 2026-02-15", "Lee", date(2026, 2, 15), None, None),
        ("Pool limit. Owner: Lee due Feb 15, 2026", "Lee", date(2026, 2, 15), None, None),
        ("Pool limit. Verantwortlich: Jürgen bis 15.02.2026", "Jürgen", date(2026, 2, 15), None, None),
        ("Pool limit. Owner: lee@shop.example, due 2026-02-15", "lee@shop.example", date(2026, 2, 15), None, None),
        ("Pool limit. Owner: By-laws team", "By-laws team", None, None, None),
        ("Pool limit. Owner: due diligence team", "due diligence team", None, None, None),
        ("Pool limit **Owner:** Lee **Due:** 2026-02-15", "Lee", date(2026, 2, 15), None, None),
        ("Pool limit **Owner**: Lee **Due**: 2026-02-15", "Lee", date(2026, 2, 15), None, None),
        ("Pool limit [owner: Lee] [due: 2026-02-15]", "Lee", date(2026, 2, 15), None, None),
        ("Pool limit. Owner: [Lee](https://shop.example/lee)", "Lee", None, None, None),
        ("Pool limit (@lee, 2026-02-15)", "@lee", date(2026, 2, 15), None, None),
        ("Pool limit @lee OPS-12", "@lee", None, "OPS-12", None),
        ("Pool limit @lee by 2026-02-15", "@lee", date(2026, 2, 15), None, None),
        ("Pool limit @lee (P1)", "@lee", None, None, None),
        ("Pool limit @lee 🎉", "@lee", None, None, None),
        ("Pool limit, assigned to @lee for now", "@lee", None, None, None),
        ("**@lee** writes the runbook", "@lee", None, None, None),
        ("Make @Transactional retry", None, None, None, None),
        ("Do not use @Cacheable, @Async or @Retry on it", None, None, None, None),
        ("Ask @ana what broke. Then write it down @bo.", "@bo", None, None, None),
        ("Pool limit ([#7](https://code.example/a/b/issues/7))", None, None, "#7", None),
        ("Pool limit, [issue](https://code.example/a/b/issues/7)", None, None, "https://code.example/a/b/issues/7", None),
        ("Pool limit https://code.example/a/b/pull/7.", None, None, "https://code.example/a/b/pull/7", None),
        ("Pool limit (Issue #7)", None, None, "#7", None),
        ("[DONE] Pool limit", None, None, None, "done"),
        ("**TODO** Pool limit", None, None, None, "open"),
        ("Done: pool limit", None, None, None, "done"),
        ("Use UTF-8, SHA-256 and @shop/cart, mail ops@shop.example", None, None, None, None),
        ("Finish by 04-12-2022", None, None, None, None),
        ("Open the pool by hand", None, None, None, None),
        ("See https://shop.example/a", None, None, None, None),
    ],
)
def test_reads_what_the_words_name_and_keeps_them(text, owner, due, ticket, status):
    (item,) = items(f"- {text}\n")
    assert (item.owner, item.due, item.ticket, item.status) == (owner, due, ticket, status)
    assert item.title == text


@pytest.mark.parametrize(
    ("text", "title", "status", "done"),
    [
        ("reject it (done 2025-05-21)", "reject it", "done", date(2025, 5, 21)),
        ("reject it (fixed on 2025-05-21).", "reject it", "done", date(2025, 5, 21)),
        ("reject it (done 2025-02-30)", "reject it (done: 2025-02-30)", "done", None),
        ("b -- done", "b -- done", "done", None),
        ("d - done", "d - done", "done", None),
        ("d — **Done**", "d — **Done**", "done", None),
        ("d – done 2025-05-21", "d – done 2025-05-21", "done", date(2025, 5, 21)),
        ("d - in progress", "d - in progress", "open", None),
        ("d → done", "d → done", "done", None),
        ("d [done]", "d [done]", "done", None),
        ("d **Open**", "d **Open**", "open", None),
        ("d (done by @ana)", "d (done by @ana)", "done", None),
        ("d - won't do", "d - won't do", "done", None),
        ("d [wontfix]", "d [wontfix]", "done", None),
        ("[CANCELLED] d", "[CANCELLED] d", "done", None),
        ("d (fixed #12)", "d (fixed #12)", "done", None),
        ("d (erledigt am 21.05.2025)", "d", "done", date(2025, 5, 21)),
        ("g ✅", "g", "done", None),
        ("~~h~~", "h", "done", None),
        ("~~h~~ (done 2025-05-21)", "h", "done", date(2025, 5, 21)),
        ("~~h~~ but not i", "~~h~~ but not i", None, None),
        ("make sure the box is done", "make sure the box is done", None, None),
        ("alert on jobs that are not-done", "alert on jobs that are not-done", None, None),
        ("erledigen (erledigt)", "erledigen (erledigt)", "done", None),
    ],
)
def test_reads_at_the_end_of_an_item_that_it_is_done(text, title, status, done):
    (item,) = items(f"- {text}\n")
    assert (item.title, item.status, item.done) == (title, status, done)


def test_a_box_goes_before_a_word():
    assert [item.status for item in items("- [ ] a - done\n- [x] b - open\n- [ ] c (done 2025-05-21)\n")] == [
        "open",
        "done",
        "done",
    ]


@pytest.mark.parametrize(
    ("text", "title", "owner", "due"),
    [
        ("Test (Verantwortlich: @kathrin, fällig: 2022-04-01)", "Test", "@kathrin", date(2022, 4, 1)),
        ("Test (Verantwortlich: Kathrin, fällig am: 22.07.2026)", "Test", "Kathrin", date(2026, 7, 22)),
        (
            "Test, verantwortlich: Kathrin. Frist: 22.07.2026",
            "Test, verantwortlich: Kathrin. Frist: 22.07.2026",
            "Kathrin",
            date(2026, 7, 22),
        ),
        ("Test (verantwortlich: Ana, bis: 2022-04-01)", "Test", "Ana", date(2022, 4, 1)),
        ("Test (owner: ana, due: 22 July 2026)", "Test", "ana", date(2026, 7, 22)),
        ("Test (owner: ana, due: 04-12-2022)", "Test (due: 04-12-2022)", "ana", None),
        ("Test (owner: lee - due: 2026-02-15)", "Test", "lee", date(2026, 2, 15)),
        ("Test (owner: lee | due: 2026-02-15)", "Test", "lee", date(2026, 2, 15)),
        ("Test (due 2026-02-15, owner: lee)", "Test", "lee", date(2026, 2, 15)),
        ("Test (owner: Lee, by 2026-02-15)", "Test", "Lee", date(2026, 2, 15)),
        ("Test (owner: Lee by Feb 15, 2026)", "Test", "Lee", date(2026, 2, 15)),
        ("Test (Verantwortlich: Jürgen, bis 2025-11-30)", "Test", "Jürgen", date(2025, 11, 30)),
        ("Test (Verantwortlich: Jürgen, bis zum 30.11.2025)", "Test", "Jürgen", date(2025, 11, 30)),
        ("Test (owner: ana - the new one)", "Test", "ana - the new one", None),
        ("Test (Frist: 15.11.2024)", "Test", None, date(2024, 11, 15)),
        ("Test (due: 15.11.2024 or so)", "Test (due: 15.11.2024 or so)", None, date(2024, 11, 15)),
        # what stands behind the owner and a comma
        ("Test (owner: Ann, due date 2024-06-01)", "Test", "Ann", date(2024, 6, 1)),
        ("Test (owner: Ann, due date: 2024-06-01)", "Test", "Ann", date(2024, 6, 1)),
        ("Test (owner: Ann, due end of June)", "Test (due end of June)", "Ann", None),
        ("Test (owner: Ann, due 15 June)", "Test", "Ann", date(2023, 6, 15)),
        ("Test (owner: Ann, June 15)", "Test", "Ann", date(2023, 6, 15)),
        ("Test (owner: Ann, June 15, 2025)", "Test", "Ann", date(2025, 6, 15)),
        ("Test (owner: Ann, May 12)", "Test", "Ann", date(2023, 5, 12)),
        ("Test (owner: Ann, May 11)", "Test (May 11)", "Ann", None),  # of that year, or of the next?
        ("Test (owner: Ann, next week)", "Test (next week)", "Ann", None),
        ("Test (owner: Ann, Bo Li, by end of Q3)", "Test (by end of Q3)", "Ann, Bo Li", None),
        ("Test (owner: Ann, high, OPS-7)", "Test (high)", "Ann", None),
        ("Test (owner: Ann, blocked by legal)", "Test (blocked by legal)", "Ann", None),
        ("Test (owner: Ann, bis 1. Dezember 2024)", "Test", "Ann", date(2024, 12, 1)),
        ("Test (owner: Ann, bis 1. Dezember)", "Test", "Ann", date(2023, 12, 1)),
        ("Test (owner: Ann, due: 01/Mar/24)", "Test", "Ann", date(2024, 3, 1)),
        ("Test (owner: Ann, due: 2024-06-01, 2024-07-01)", "Test (due: 2024-06-01, 2024-07-01)", "Ann", date(2024, 6, 1)),
        ("Test (担当: 田中、期限: 2024-04-30)", "Test", "田中", date(2024, 4, 30)),
        ("Test（担当：田中、鈴木、期限：2024-04-30）", "Test", "田中, 鈴木", date(2024, 4, 30)),
        ("Test. Owner: Ann, June 15", "Test. Owner: Ann, June 15", "Ann", None),
        ("Test. Owner: Ann, Next Week", "Test. Owner: Ann, Next Week", "Ann", None),
        ("Test by June 15", "Test by June 15", None, date(2023, 6, 15)),
    ],
)
def test_reads_owner_and_day_in_german_and_in_words(text, title, owner, due):
    (item,) = items(f"- {text}\n")
    assert (item.title, item.owner, item.due) == (title, owner, due)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("A (due: 2024-02-30)", "there is no such day as '2024-02-30'"),
        ("A. Due: 2024-13-1", "there is no such day as '2024-13-1'"),
        ("A (fällig: 30.02.2024)", "there is no such day as '30.02.2024'"),
        ("A by February 30, 2024", "there is no such day as 'February 30, 2024'"),
        ("A (due: 04-12-2022)", "'04-12-2022' can be two different days: write the year first, as in 2023-05-12"),
        ("A (due: 2024-02-29)", None),
        ("A (due: soon)", None),
        ("A 2024-02-30", None),
    ],
)
def test_says_what_is_wrong_with_a_due_day(text, wrong):
    assert wrong_due(text) == wrong


def test_columns_in_german():
    (item,) = items("| Maßnahme | Verantwortlich | Fällig am | Erledigt |\n|-|-|-|-|\n| Test | Kathrin | 22.07.2026 | offen |\n")
    assert (item.title, item.owner, item.due, item.status) == ("Test", "Kathrin", date(2026, 7, 22), "open")


def test_lines_below_an_item_tell_of_it():
    (item, other) = items("- Check tokens\n  Owner: @ana\n  Tracking: `AUTH-5`. Due: 22 July 2026.\n- Another\n")
    assert (item.owner, item.ticket, item.due) == ("@ana", "AUTH-5", date(2026, 7, 22))
    assert (other.owner, other.ticket, other.due) == (None, None, None)


def test_a_line_of_owners_holds_for_the_list_below_it():
    assert [item.owner for item in items("**@ana, @bo**\n\n- a\n- b\n\n**Owner: Cy**\n\n- c\n\nOther things:\n\n- d\n")] == [
        "@ana, @bo", "@ana, @bo", "Cy", None,
    ]  # fmt: skip


def test_labelled_lines_are_items():
    assert [item.title for item in items("Action 1: Patch it.\nAction 2: Restart\nit.\n\n**Action item:** Watch it.\n")] == [
        "Patch it.",
        "Restart\nit.",
        "Watch it.",
    ]


def test_boxes_below_words_that_only_group_them_are_the_items():
    found = [
        (item.title, item.kind, item.status) for item in items("- Prevention\n  - [ ] a\n  - [x] b\n- Detection\n  - [ ] c\n")
    ]
    assert found == [("a", "prevent", "open"), ("b", "prevent", "done"), ("c", "detect", "open")]


def test_findings_and_nothing_are_no_items():
    body = "- None\n\n### What went wrong\n\n- the pager slept\n\n### Process improvements\n\n- Wake the pager\n- n/a\n"
    assert [item.title for item in items(body)] == ["Wake the pager"]


def test_a_heading_in_brackets_says_the_state():
    assert [item.status for item in items("### Immediate (completed)\n\n- a\n\n### Later\n\n- b\n")] == ["done", None]


def test_a_list_in_html():
    assert [item.title for item in items("<ol><li>Patch it</li>\n<li>Watch <b>it</b></li></ol>\n")] == [
        "Patch it",
        "Watch **it**",
    ]


def test_items_below_the_name_of_an_action_list_are_the_items():
    body = "- **Improvements/Fixes:**\n  - Watch it\n  - Test it\n- Tasks:\n  - Patch it\n- **Quieter pager:**\n  - at night\n"
    assert [item.title for item in items(body)] == ["Watch it", "Test it", "Patch it", "**Quieter pager:**\n- at night"]


@pytest.mark.parametrize(
    ("text", "owner", "ticket"),
    [
        ("Test (owner: lee, OPS-12)", "lee", "OPS-12"),
        ("Test (owner: lee - due: 2026-02-15 - #7)", "lee", "#7"),
        ("Test (owner: lee, ticket: OPS-12, OPS-13)", "lee", "OPS-12, OPS-13"),
        ("Test (owner: team OPS-1 night)", "team OPS-1 night", None),
    ],
)
def test_reads_a_ticket_in_a_bracket_without_its_name(text, owner, ticket):
    (item,) = items(f"- {text}\n")
    assert (item.title, item.owner, item.ticket) == ("Test", owner, ticket)
