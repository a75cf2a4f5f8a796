"""Which incidents answer a question, in what order, and where they do."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postmortem_archive import Archive
from postmortem_archive.search import thesaurus
from postmortem_archive.search.tokens import Tokeniser
from postmortem_archive.search.vocabulary import Vocabulary
from tests.conftest import WriteArchive

POOL = dedent("""\
    ---
    title: Checkout refused orders
    date: 2024-03-01
    services: [checkout]
    trigger: deploy
    ---

    ## Summary

    Orders failed for an hour.

    ## Timeline

    - 10:00 The release went out.
    - 10:20 The connection pool of the database was exhausted in us-east-1.

    ## Root cause

    The limit `max_connections` was half of what the new workers needed. {long}

    ## Action items

    - [ ] Alert on refused handshakes (owner: data, due: 2024-04-01)
    """).replace("{long}", "Nobody had looked at the number for years, " * 6 + "until HTTP 503 told of the saturation at last.")
POOLS = "---\ntitle: Swimming pool closed\ndate: 2024-03-02\n---\n\n## Summary\n\nThe pool needed a new pump, and a connection to it.\n"
CERT = "---\ntitle: Certificate expired\ndate: 2024-03-03\n---\n\n## Summary\n\nThe gateway refused everybody.\n"
ASIDE = "---\ntitle: Queue slow\ndate: 2024-03-04\n---\n\n## Summary\n\nA queue was slow. A certificate was not the reason.\n"
FILES = {"2024-03-01-pool.md": POOL, "2024-03-02-swim.md": POOLS, "2024-03-03-cert.md": CERT, "2024-03-04-queue.md": ASIDE}


@pytest.fixture
def archive(archive_at: WriteArchive) -> Archive:
    return Archive.open(archive_at(FILES))


def slugs(archive: Archive, query: str) -> list[str]:
    return [hit.incident.slug for hit in archive.search(query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("exhausted connection pool", "2024-03-01-pool"),
        ("MAXCONNECTIONS", "2024-03-01-pool"),
        ("us-east-1", "2024-03-01-pool"),
        ("http 503", "2024-03-01-pool"),
        ("rollout", "2024-03-01-pool"),  # a synonym of the trigger; no text has it
        ("swimmin", "2024-03-02-swim"),  # the beginning of a word
        ("certifciate problem", "2024-03-03-cert"),  # a typo, and a word that is nowhere
        ("eas", "2024-03-01-pool"),  # the beginning of a part of an identifier
        ("expires", "2024-03-03-cert"),  # another form of the word
    ],
)
def test_the_first_hit(archive: Archive, query: str, first: str) -> None:
    assert slugs(archive, query)[0] == first


def test_a_title_counts_more_than_an_aside(archive: Archive) -> None:
    assert slugs(archive, "certificate") == ["2024-03-03-cert", "2024-03-04-queue"]


def test_what_has_more_of_the_question_comes_first(archive_at: WriteArchive) -> None:
    """One word said often does not beat both said once."""
    often = "---\ntitle: A\ndate: 2024-01-01\n---\n\n## Impact\n\n" + "pump " * 30 + "\n"
    both = (
        "---\ntitle: B\ndate: 2024-01-02\n---\n\n## Impact\n\nThe pump had lost its valve, and other things followed from that.\n"
    )
    none = {f"2024-02-0{day}-c.md": f"---\ntitle: C{day}\ndate: 2024-02-0{day}\n---\n\nText.\n" for day in range(1, 8)}
    archive = Archive.open(archive_at({"2024-01-01-often.md": often, "2024-01-02-both.md": both, **none}))
    assert slugs(archive, "pump valve") == ["2024-01-02-both", "2024-01-01-often"]


def test_a_quoted_phrase_has_to_be_there(archive: Archive) -> None:
    assert set(slugs(archive, "connection pool")) == {"2024-03-01-pool", "2024-03-02-swim"}
    assert slugs(archive, '"connection pool"') == ["2024-03-01-pool"]
    assert slugs(archive, "“new pump”") == ["2024-03-02-swim"]
    assert slugs(archive, '"pool connection"') == []


def test_the_stop_words_of_a_phrase_have_to_be_there_too(archive_at: WriteArchive) -> None:
    """Before its words, between and behind them; one that another of the same number stands in for is not what was quoted."""
    said = (
        "no such table",
        "A table of such",
        "the table is not found",
        "If anything was found",
        "It ran out of memory",
        "out the memory",
    )
    texts = {f"2024-01-0{day}-a.md": f"---\ntitle: A\ndate: 2024-01-0{day}\n---\n\n{text}.\n" for day, text in enumerate(said, 1)}
    archive = Archive.open(archive_at(texts))
    for phrase, day in (
        ("no such table", 1),
        ("table of", 2),
        ("is not found", 3),
        ("not found", 3),
        ("table is", 3),
        ("out of memory", 5),
    ):
        assert slugs(archive, f'"{phrase}"') == [f"2024-01-0{day}-a"], phrase
    assert slugs(archive, '"there is no such table"') == []


def test_quoted_words_are_looked_for_in_what_was_written(archive_at: WriteArchive) -> None:
    """A synonym of the taxonomy finds an incident, but nobody wrote it there."""
    limit = "---\ntitle: Table full\ndate: 2024-03-05\nroot_causes: [limit-exhausted]\n---\n\n## Summary\n\nIds ran out.\n"
    archive = Archive.open(archive_at({**FILES, "2024-03-05-table.md": limit}))
    assert "2024-03-05-table" in slugs(archive, "connection pool exhausted")
    assert slugs(archive, '"connection pool"') == ["2024-03-01-pool"]
    assert slugs(archive, '"limit exhausted"') == ["2024-03-05-table"]  # its label


@pytest.mark.parametrize(
    "message",
    [
        'pump "zebra" refused connection pool while reading',  # as in: relation "users" does not exist
        'new connection pool refused for user "swimming"',  # a word that another incident has
        '{"level": "error", "msg": "pool connection", "pump": 1}',
        'level=error msg="pool connection" pump=1',
        'upstream "pool connection", pump: "zebra", host: "example"',
    ],
)
def test_the_quotes_of_a_pasted_message_are_no_wish(archive: Archive, message: str) -> None:
    """What programs put in quotes need not be there: whoever pastes a line of a log at night is not left with nothing."""
    assert "2024-03-01-pool" in slugs(archive, message)


def test_a_pasted_message_keeps_its_quotes_where_some_incident_has_them(archive: Archive) -> None:
    """Only where none has them, the quotes count for nothing, and the index says so."""
    held, loosened = 'pump certificate exhausted again "connection pool"', 'pump certificate exhausted again "pool connection"'
    assert slugs(archive, held) == ["2024-03-01-pool"]
    assert len(slugs(archive, loosened)) > 1
    assert (archive.index.is_loosened(held), archive.index.is_loosened(loosened)) == (False, True)
    assert slugs(archive, 'exhausted "pool connection"') == []  # as many words inside as somebody would type who means them


@pytest.mark.parametrize("query", ["", "   ", "the of", '""', "zzzzqq", "!?", "\x00"])
def test_nothing_is_found_for_nothing(archive: Archive, query: str) -> None:
    assert archive.search(query) == []


def test_an_archive_of_nothing_answers_nothing(archive_at: WriteArchive) -> None:
    assert Archive.open(archive_at({})).search("pool") == []


def test_of_equal_ones_the_newest_comes_first(archive_at: WriteArchive) -> None:
    files = {
        f"2024-01-0{day}-{name}.md": f"---\ntitle: Pump\ndate: 2024-01-0{day}\n---\n\nx\n" for day, name in ((3, "xx"), (1, "yy"))
    }
    assert slugs(Archive.open(archive_at(files)), "pump") == ["2024-01-03-xx", "2024-01-01-yy"]


def test_limit_and_among(archive: Archive) -> None:
    assert len(archive.search("certificate", limit=1)) == 1
    assert [hit.incident.slug for hit in archive.search("certificate", among={"2024-03-04-queue"})] == ["2024-03-04-queue"]


def test_a_hit_says_where(archive: Archive) -> None:
    """An entry of the timeline by its own anchor and line."""
    (hit, *_) = archive.search("exhausted connection pool")
    assert (hit.section.kind, hit.section.title, hit.section.anchor, hit.section.line) == ("timeline", "Timeline", "event-2", 15)
    assert POOL.splitlines()[hit.section.line - 1].startswith("- 10:20 The connection pool")
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["connection", "pool", "exhausted"]


def test_an_action_item_is_a_place_too(archive: Archive) -> None:
    (hit, *_) = archive.search("handshakes")
    assert (hit.section.kind, hit.section.anchor) == ("action_items", "action-1")


def test_a_long_passage_is_cut_around_the_words(archive: Archive) -> None:
    (hit,) = archive.search("saturation")
    assert (hit.section.kind, hit.section.anchor) == ("root_cause", "root-cause")
    assert POOL.splitlines()[hit.section.line - 1].startswith("The limit `max_connections`")
    assert hit.excerpt.startswith("… ")
    assert 120 < len(hit.excerpt) < 230
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["saturation"]


def test_the_public_finds_only_what_it_may_see(archive_at: WriteArchive) -> None:
    secret = (
        "---\ntitle: Open\ndate: 2024-01-01\nvisibility: public\n---\n\n## Summary\n\nAll was well.\n\n"
        "<!-- internal -->\n\nThe customer was Zorblatt.\n\n<!-- /internal -->\n\n## Root cause\n\nA.\n\n## Resolution\n\nB.\n"
    )
    archive = Archive.open(archive_at({"2024-01-01-open.md": secret, "2024-03-03-cert.md": CERT}))
    assert slugs(archive, "zorblatt") == ["2024-01-01-open"]
    public = archive.for_audience("public", drafts=False)
    assert slugs(public, "open") == ["2024-01-01-open"]
    assert slugs(public, "zorblatt certificate") == []


def test_the_language_is_that_of_the_theme(archive_at: WriteArchive) -> None:
    files = {
        "mkdocs.yml": "site_name: A\ntheme: {name: material, language: de}\n",
        "2024-01-01-a.md": "---\ntitle: Abgelaufene Zertifikate\ndate: 2024-01-01\n---\n\nx\n",
    }
    archive = Archive.open(archive_at(files))
    assert archive.settings.language == "de"
    assert slugs(archive, "Zertifikats ausgetauscht") == ["2024-01-01-a"]
    assert "language" not in archive.settings.model_dump()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('"“” \n-_.9aAé障害\u0301\x00poolconectif'), max_size=40))
def test_any_question_gets_an_answer_whose_marks_are_in_its_excerpt(archive: Archive, query: str) -> None:
    for hit in archive.search(query):
        assert hit.score > 0
        assert all(0 <= start < end <= len(hit.excerpt) for start, end in hit.marks)
        assert [*hit.marks] == sorted(hit.marks)


def test_what_is_called_otherwise_is_found_too(archive_at: WriteArchive) -> None:
    """By the general words of the field, also where the archive has the word asked for nowhere; what has the word itself is first."""
    said = {
        "2024-01-01-a.md": "---\ntitle: The certificate expired\ndate: 2024-01-01\n---\n\nText.\n",
        "2024-01-02-b.md": "---\ntitle: A cert was replaced\ndate: 2024-01-02\n---\n\nText.\n",
        "2024-01-03-c.md": "---\ntitle: Something else\ndate: 2024-01-03\n---\n\nText.\n",
    }
    archive = Archive.open(archive_at(said))
    assert slugs(archive, "cert") == ["2024-01-02-b", "2024-01-01-a"]
    assert slugs(archive, "lapsed") == ["2024-01-01-a"]


def test_a_word_that_most_incidents_have_stands_for_one_that_none_has(archive_at: WriteArchive) -> None:
    """And for none that some have: it tells too little."""
    said = {
        f"2024-01-{day:02}-a.md": f"---\ntitle: Database {day}\ndate: 2024-01-{day:02}\n---\n\nText.\n" for day in range(1, 11)
    }
    assert len(slugs(Archive.open(archive_at(said)), "db")) == 10
    said["2024-02-01-b.md"] = "---\ntitle: The db was lost\ndate: 2024-02-01\n---\n\nText.\n"
    assert slugs(Archive.open(archive_at(said)), "db") == ["2024-02-01-b"]


def test_a_class_of_status_codes_is_any_of_them(archive_at: WriteArchive) -> None:
    """The class itself comes first; a port is no code of it."""
    said = {1: "answered 5xx", 2: "answered 502s", 3: "answered 443", 4: "answered 504, 503", 5: "answered 404"}
    files = {f"2024-01-0{day}-a.md": f"---\ntitle: It {text}\ndate: 2024-01-0{day}\n---\n\nText.\n" for day, text in said.items()}
    archive = Archive.open(archive_at(files))
    for question, days in (("5xx", [1, 2, 4]), ("50x", [2, 4]), ("4xx", [5]), ("51x", [])):
        assert sorted(slugs(archive, question)) == [f"2024-01-0{day}-a" for day in days], question
    assert slugs(archive, "5xx")[0] == "2024-01-01-a"


def test_the_passage_that_has_the_rarest_part_is_shown(archive_at: WriteArchive) -> None:
    """Of an identifier that is nowhere as a whole."""
    text = "---\ntitle: Issues\ndate: 2024-01-0{0}\n---\n\n## Summary\n\nA helpdesk had issues.\n\n## Impact\n\nSee tracker.example/4{0} for it.\n"
    archive = Archive.open(archive_at({f"2024-01-0{day}-a.md": text.format(day) for day in range(1, 6)}))
    assert "/43 for" in archive.search("helpdesk/issues/43")[0].excerpt


def test_some_words_are_the_same_in_every_language(archive_at: WriteArchive) -> None:
    files = {
        "mkdocs.yml": "site_name: A\ntheme: {name: material, language: de}\n",
        "postmortems/2024-01-01-a.md": "---\ntitle: Datenbank verloren\ndate: 2024-01-01\n---\n\nKubernetes war langsam.\n",
    }
    archive = Archive.open(archive_at(files))
    assert slugs(archive, "db") == slugs(archive, "k8s") == ["2024-01-01-a"]
    assert slugs(archive, "slow") == []


def test_a_contraction_counts_as_little_as_its_verb(archive_at: WriteArchive) -> None:
    """However rare it is; it is never marked, and not said to be nowhere."""
    said = {
        "2024-01-01-a.md": "---\ntitle: The pump couldn't turn\ndate: 2024-01-01\n---\n\nIt isn't and doesn't.\n",
        "2024-01-02-b.md": "---\ntitle: A valve was stuck\ndate: 2024-01-02\n---\n\nIt could not open, and did not. Could it?\n",
        "2024-01-03-c.md": "---\ntitle: Valves could leak\ndate: 2024-01-03\n---\n\nThey could and did so.\n",
    }
    archive = Archive.open(archive_at(said))
    for word in ("couldn't", "couldn’t", "couldnt", "COULDN'T", "can't", "cant", "doesn't", "isn't", "won't", "wont"):
        assert slugs(archive, f"valve {word} open")[0] == "2024-01-02-b", word
        (first, *_) = archive.search(f"valve {word} open")
        assert [first.excerpt[start:end] for start, end in first.marks] in (["valve"], ["open"]), word
        assert archive.index.unknown(f"{word} valve") == (), word
    assert slugs(archive, "couldn't") == slugs(archive, '"couldn\'t"') == ["2024-01-01-a"]


def test_words_that_others_write_as_one_find_each_other(archive_at: WriteArchive) -> None:
    files = {
        "2024-01-01-a.md": "---\ntitle: Requests timed out\ndate: 2024-01-01\n---\n\nText.\n",
        "2024-01-02-b.md": "---\ntitle: A timeout of 10GB\ndate: 2024-01-02\n---\n\nText.\n",
    }
    archive = Archive.open(archive_at(files))
    for question in ("timeout", "timed out", "time out", "timeouts", '"timed out"'):
        assert sorted(slugs(archive, question)) == ["2024-01-01-a", "2024-01-02-b"], question
    assert slugs(archive, "10 GB") == ["2024-01-02-b"]
    (hit,) = [hit for hit in archive.search("timeout") if hit.incident.slug == "2024-01-01-a"]
    assert [hit.excerpt[start:end] for start, end in hit.marks] == ["timed out"]


def test_a_site_has_words_of_its_own(archive_at: WriteArchive) -> None:
    files = {"2024-01-01-a.md": "---\ntitle: Baskets lost\ndate: 2024-01-01\n---\n\nText.\n"}
    assert slugs(Archive.open(archive_at(files)), "carts") == []
    archive = Archive.open(archive_at(files, settings="synonyms: [[Basket, cart]]"))
    assert slugs(archive, "carts") == ["2024-01-01-a"]


def test_the_words_of_the_thesaurus_are_each_said_once() -> None:
    """A word twice in a line, or a line twice, is a slip."""
    lines = yaml.safe_load((Path(thesaurus.__file__).parent / "thesaurus.yml").read_text(encoding="utf-8"))
    for kind in ("anywhere", "same", "near"):
        assert len(lines[kind]) == len(set(lines[kind])) == len({line.split()[0] for line in lines[kind]})
        for line in lines[kind]:
            assert len(line.split()) == len(set(line.split())) > 1, line


OTHERS = "author content contain contained custom engine identical miss missing observed product progress provided set stage time"
"""Words that mean something else than the entry that they share a stem with, such as `author` and `authorization`."""


def test_no_entry_of_the_thesaurus_holds_for_another_word_of_the_same_stem(archive: Archive) -> None:
    """`product` is not `prod`, though `production` is."""
    lines = thesaurus._general()
    everything = sorted({word for line in (*lines.anywhere, *lines.same, *lines.near) for word in line})
    tokeniser = Tokeniser("en")
    terms = {word: tokeniser.stem(word) for word in everything}
    vocabulary = Vocabulary(terms, dict.fromkeys(terms.values(), 1))
    found = thesaurus.Thesaurus(archive.settings, tokeniser, vocabulary, 100)
    assert "prod" in found.of("production", tokeniser.stem("production"))
    assert {word: found.of(word, tokeniser.stem(word)) for word in OTHERS.split()} == {key: {} for key in OTHERS.split()}
    assert lines.apart < set(everything)
