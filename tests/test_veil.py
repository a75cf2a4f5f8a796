"""Internal passages, and names that must not be told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postmortem_archive.archive.spelling import as_read, spelled_out
from postmortem_archive.archive.veil import NOT_PUBLISHED, Veil
from postmortem_archive.internal import cut_internal, unclosed_internal

OPEN, CLOSE = "<!-- internal -->", "<!-- /internal -->"
HIDDEN = "2023-05-12-secret"
SPACED = "2026-01-22 big deal"
UMLAUT = "2026-01-23-\u00fcbernahme"
PARTS = "2026-01-24-u\u0308bernahme"
VEIL = Veil(
    hidden=frozenset({HIDDEN, "PM-7", SPACED, UMLAUT, PARTS, "2026-01-25-\u00c5ngstrom", "INC_12"}),
    shown=frozenset({"PM-77", "2023-05-12-secret-sauce", "2024-01-01-open", "2026-01-22 big deal two"}),
    ordinary=frozenset({"notes", "42", "our plan"}),
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"a {OPEN}b{CLOSE} c", "a  c"),
        (f"a\n\n{OPEN}\nb\n{CLOSE}\n\nc", "a\n\n\nc"),
        (f"a\n{OPEN}\nb\n{CLOSE}\nc", "a\n\nc"),  # what follows does not run into what stands before
        (f"- a\n{OPEN}\n- b\n{CLOSE}\n- c", "- a\n- c"),
        (f"- a\n  - a\n  {OPEN}\n  - b\n  {CLOSE}\n  - c", "- a\n  - a\n  - c"),
        (f"1. a\n{OPEN}\n2. b\n{CLOSE}\n3. c", "1. a\n3. c"),
        (f"| a |\n|-|\n{OPEN}\n| b |\n{CLOSE}\n| c |", "| a |\n|-|\n| c |"),
        (f"| a | {OPEN}b{CLOSE} |", "| a |  |"),
        (f"| a |\n{OPEN}\nb\n{CLOSE}\ntext", "| a |\n\ntext"),
        (f"{OPEN}b{CLOSE}", ""),
        (f"{OPEN}\nb\n{CLOSE}\na", "\na"),
        (f"a {OPEN}b {OPEN}c{CLOSE} d{CLOSE} e", "a  e"),
        (f"a {OPEN}b", "a "),
        (f"a {OPEN}b {OPEN}c{CLOSE} d", "a "),
        (f"a {CLOSE}b", "a b"),
        (f"a `{OPEN}b{CLOSE}` c", "a `` c"),
        (f"```\n{OPEN}\nb\n{CLOSE}\n```", "```\n\n```"),
        (f"a {OPEN}`{CLOSE}` b", "a ` b"),
        ("a <!--INTERNAL-->b<!--/Internal--> c", "a  c"),
        ("a <!--   internal\n-->b<!--\t/  internal   --> c", "a  c"),
        ("a <!-- x <!-- internal -->b<!-- /internal --> c", "a <!-- x  c"),
        ("a <!-- internals -->b", "a <!-- internals -->b"),
        ("plain", "plain"),
    ],
)
def test_cuts_internal_passages(text: str, left: str) -> None:
    assert cut_internal(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"a {OPEN}b{CLOSE} c PM-7", f"a  c {NOT_PUBLISHED}"),
        (f"between `{OPEN}` and `{CLOSE}`: it goes", f"between `{OPEN}` and `{CLOSE}`: it goes"),
        (f"```\n{OPEN}\nb\n{CLOSE}\n```\n{OPEN}c{CLOSE}", f"```\n{OPEN}\nb\n{CLOSE}\n```\n"),
        (f"~~~ md\n```\n{OPEN}b\n~~~\n{OPEN}c{CLOSE}d", f"~~~ md\n```\n{OPEN}b\n~~~\nd"),
        (f"```\n{OPEN}no fence closes this", "```\n"),
        (f"a ` b {OPEN}c{CLOSE} d", "a ` b  d"),
        (f"a `b\n{OPEN}c{CLOSE}` d", "a `b\n` d"),
        ("<!-- archive: new postmortem -->", "<!-- archive: new postmortem -->"),
        ("[x](../postmortems/2023-05-12-secret.md) y", f"{NOT_PUBLISHED} y"),
    ],
)
def test_of_a_page_no_passage_stays_but_what_it_shows_in_code(text: str, left: str) -> None:
    assert replace(VEIL, internal=True).page(text) == left
    assert replace(VEIL, internal=False).page(f"{OPEN}b{CLOSE} PM-7") == f"{OPEN}b{CLOSE} {NOT_PUBLISHED}"


@settings(deadline=None)  # how long one example takes depends on what else the machine does
@given(st.lists(st.sampled_from([OPEN, CLOSE, "\n", "- a", "word", " ", "| x |", "```"]), max_size=30).map("".join))
def test_nothing_between_marks_survives_and_no_mark_does(text: str) -> None:
    inside = f"before {OPEN}canary{text}{CLOSE * (text.count(OPEN) + 1)} after"
    assert "canary" not in cut_internal(inside) or text.find(CLOSE) >= 0
    assert OPEN not in cut_internal(text)
    assert CLOSE not in cut_internal(text)
    assert cut_internal(cut_internal(text)) == cut_internal(text)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        (f"a {OPEN}", 2),
        (f"a {CLOSE}", 2),
        (f"{OPEN}{OPEN}{CLOSE}", 0),
        (f"{OPEN}{CLOSE}{CLOSE}", len(OPEN + CLOSE)),
        (f"{OPEN}{CLOSE}", None),
        ("a", None),
    ],
)
def test_finds_the_mark_without_a_partner(text: str, offset: int | None) -> None:
    found = unclosed_internal(text)
    assert (found[0] if found else None) == offset


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("as in PM-7.", f"as in {NOT_PUBLISHED}."),
        ("as in pm-7", f"as in {NOT_PUBLISHED}"),
        ("PM-77 and PM-70 stay", "PM-77 and PM-70 stay"),
        (f"see {HIDDEN} there", f"see {NOT_PUBLISHED} there"),
        ("2023-05-12-secret-sauce stays", "2023-05-12-secret-sauce stays"),
        ("2023-05-12-secret-plan.png goes", f"{NOT_PUBLISHED}.png goes"),
        ("2023-05-12-secret_plan goes", f"{NOT_PUBLISHED} goes"),
        ("a_PM-7_b", f"a_{NOT_PUBLISHED}"),
        (f"[its title](../{HIDDEN}.md) x", f"{NOT_PUBLISHED} x"),
        (f"[its title](../{HIDDEN}/index.md#top) x", f"{NOT_PUBLISHED} x"),
        (f'[t](<../{HIDDEN}.md> "title") x', f"{NOT_PUBLISHED} x"),
        (f"![alt](../{HIDDEN}/graph.png) x", " x"),
        (f"[![alt](../{HIDDEN}/graph.png)](open.md) x", "[](open.md) x"),
        (f"[![alt](a.png)](../{HIDDEN}.md) x", f"{NOT_PUBLISHED} x"),
        (f"[its title][1] x\n\n[1]: ../{HIDDEN}.md", f"{NOT_PUBLISHED} x\n"),
        (f"[Title][] and [title] x\n\n[title]: ../{HIDDEN}.md", f"{NOT_PUBLISHED} and {NOT_PUBLISHED} x\n"),
        (f'<a href="../{HIDDEN}/">its title</a> x', f"{NOT_PUBLISHED} x"),
        (f'<img src="../{HIDDEN}/a.png" alt="x"> x', " x"),
        (f"https://x.test/incidents/{HIDDEN}/ x", f"{NOT_PUBLISHED} x"),
        (f"<https://x.test/incidents/{HIDDEN}/> x", f"{NOT_PUBLISHED} x"),
        (f"`curl {HIDDEN}`", f"`curl {NOT_PUBLISHED}`"),
        ("[open](2024-01-01-open.md) stays", "[open](2024-01-01-open.md) stays"),
        ("our notes on 42 things stay", "our notes on 42 things stay"),
        ("[its title](notes.md) goes", f"{NOT_PUBLISHED} goes"),
        ("[its title](../notes/) goes", f"{NOT_PUBLISHED} goes"),
        ("[footnotes](footnotes.md) stay", "[footnotes](footnotes.md) stay"),
        ("full[^1].\n\n[^1]: as in PM-7; nobody saw", f"full[^1].\n\n[^1]: as in {NOT_PUBLISHED}; nobody saw"),
        ("PM\u20117 and P\u00adM\u200b-7\u2060.", f"{NOT_PUBLISHED} and {NOT_PUBLISHED}\u2060."),
        # however the name is spelled
        ("[its title](2026-01-22%20big%20deal.md) x", f"{NOT_PUBLISHED} x"),
        ("[its title](../2026-01-22%20big%20deal/index.md#top) x", f"{NOT_PUBLISHED} x"),
        ("[its title](<2026-01-22 big deal.md>) x", f"{NOT_PUBLISHED} x"),
        ("[its title](2026-01-22 big deal.md) x", f"{NOT_PUBLISHED} x"),
        ("![alt](2026-01-22 big deal/graph.png) x", " x"),
        ("[its\ntitle](2026-01-22%20big%20deal.md) x", f"{NOT_PUBLISHED} x"),
        ("![alt](2026-01-22%20big%20deal/graph.png) x", " x"),
        ("[its title][1] x\n\n[1]: 2026-01-22%20big%20deal.md", f"{NOT_PUBLISHED} x\n"),
        ("[its title][1] x\n\n[1]: <2026-01-22 big deal.md> 'title'", f"{NOT_PUBLISHED} x\n"),
        ('<a href="2026-01-22%20big%20deal.md">its\ntitle</a> x', f"{NOT_PUBLISHED} x"),
        ('<a href="2026-01-22&#32;big&#x20;deal.md">its title</a> x', f"{NOT_PUBLISHED} x"),
        ('<img src="2026-01-22%20big%20deal/a.png" alt="x"> x', " x"),
        ("<https://x.test/incidents/2026-01-22%20Big%20Deal/> x", f"{NOT_PUBLISHED} x"),
        ("https://x.test/?q=over%20PM-7 x", f"{NOT_PUBLISHED} x"),
        ("[its title](%32023%2D05%2d12%2Dsecret.md) x", f"{NOT_PUBLISHED} x"),
        ("`2026-01-22%20big%20deal.md` x", f"`{NOT_PUBLISHED}.md` x"),
        ("%50%4D%2D%37 x", f"{NOT_PUBLISHED} x"),
        ("[2026-01-22%20big%20deal x", f"[{NOT_PUBLISHED} x"),
        (r"as in PM\-7 and INC\_12, 5 % x", f"as in {NOT_PUBLISHED} and {NOT_PUBLISHED}, 5 % x"),
        ("[its title](2026-01-23-%C3%BCbernahme.md) x", f"{NOT_PUBLISHED} x"),
        ("[its title](2026-01-23-%c3%9cbernahme.md) x", f"{NOT_PUBLISHED} x"),
        ("[its title](2026-01-23-u%CC%88bernahme.md) x", f"{NOT_PUBLISHED} x"),
        ("2026-01-23-u\u0308bernahme and 2026-01-24-\u00fcbernahme", f"{NOT_PUBLISHED} and {NOT_PUBLISHED}"),
        ("2026-01-25-\u212bngstrom and 2026-01-25-A\u030angstrom", f"{NOT_PUBLISHED} and {NOT_PUBLISHED}"),
        ("[its title](our%20plan.md) and <a href='notes.md'>its title</a> go", f"{NOT_PUBLISHED} and {NOT_PUBLISHED} go"),
        ("[open](2026-01-22%20big%20deal%20two.md) stays", "[open](2026-01-22%20big%20deal%20two.md) stays"),
        ("a%20b &amp; c\\_d 100%25 PM-7", f"a%20b &amp; c\\_d 100%25 {NOT_PUBLISHED}"),
    ],
)
def test_names_of_hidden_incidents_are_not_told(text: str, left: str) -> None:
    assert VEIL.text(text) == left


PIECES = [
    "a",
    "-",
    "%",
    "%2",
    "%2D",
    "%C3%BC",
    "u\u0308",
    "%CC%88",
    "u",
    "&#45;",
    "&amp;",
    "&",
    "\\",
    "_",
    "\u1100\u1161",
    "\uac00",
    "\u11a8",
    "\u212b",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_is_read_is_known_with_its_place(text: str) -> None:
    spelled = spelled_out(text)
    assert spelled.text == as_read(text)
    places = [spelled.place(at, at + 1) for at in range(len(spelled.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(st.lists(st.sampled_from([*PIECES, " ", "PM%2D7", "[PM](PM%2d7", "PM&#45;7", ")"]), max_size=12).map("".join))
def test_no_spelling_of_a_hidden_name_is_left(text: str) -> None:
    assert not VEIL.names_hidden(VEIL.text(text))


def test_without_a_hidden_name_the_text_is_untouched() -> None:
    assert Veil().text("PM-7 [a](b.md)") == "PM-7 [a](b.md)"


def test_the_front_matter_loses_what_names_hidden_incidents() -> None:
    values = {
        "title": "After PM-7",
        "related": [
            {"incident": " PM-7 ", "note": "canary"},
            {"incident": "42"},
            {"incident": "2026-01-22%20big%20deal"},
            {"incident": "2024-01-01-open", "note": "see [its title](2026-01-22%20big%20deal.md)"},
            {"incident": "2024-01-01-open", "note": "as PM-7"},
        ],
        "references": [{"title": "canary", "url": f"https://x.test/{HIDDEN}/"}, {"title": "a", "url": "https://x.test"}],
        "redirect_from": [HIDDEN, "2020-01-01-old"],
        "extra": {"PM-7": ["x PM-7"]},
        "third_party": None,
    }
    assert VEIL.values(values) == {
        "title": f"After {NOT_PUBLISHED}",
        "related": [
            {"incident": "2024-01-01-open", "note": f"see {NOT_PUBLISHED}"},
            {"incident": "2024-01-01-open", "note": f"as {NOT_PUBLISHED}"},
        ],
        "references": [{"title": "a", "url": "https://x.test"}],
        "redirect_from": ["2020-01-01-old"],
        "extra": {NOT_PUBLISHED: [f"x {NOT_PUBLISHED}"]},
        "third_party": None,
    }


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        (("authors",), {"impact": {"users": "1", "revenue_lost": "2"}, "related": [{"incident": "a", "note": "b"}]}),
        (("impact.revenue_lost",), {"authors": ["x"], "impact": {"users": "1"}, "related": [{"incident": "a", "note": "b"}]}),
        (("impact", "related.note"), {"authors": ["x"], "related": [{"incident": "a"}]}),
    ],
)
def test_internal_fields_are_gone_for_the_public_only(fields: tuple[str, ...], left: dict[str, object]) -> None:
    values = {"authors": ["x"], "impact": {"users": "1", "revenue_lost": "2"}, "related": [{"incident": "a", "note": "b"}]}
    assert Veil(internal=True, fields=fields).values(values) == left
    assert Veil(fields=fields).values(values) == values


def test_comments_are_not_for_the_public() -> None:
    assert Veil(internal=True).text("a <!-- canary --> b `<!-- code -->`") == "a  b `<!-- code -->`"
    assert Veil(internal=True).text("a <!-- canary\nb") == "a\n"
