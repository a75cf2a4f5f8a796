"""`postmortem similar`: what is suggested for an incident and for a draft, and what it left to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

OTHERS = {
    f"2020-01-{day:02}-other.md": f"---\ntitle: Other\ndate: 2020-01-{day:02}\nservices: [svc{day}]\n---\n\nText.\n"
    for day in range(1, 20)
}
FIRST = """\
    ---
    title: First @team *certificate*
    date: 2021-01-01
    root_causes: [expired-credential]
    services: [checkout]
    ---

    ## Action items

    - [ ] Alert on the `expiry` date (owner: ana, due: 2021-02-01, ticket: OPS-7)
    - [x] Renew it
    """
DRAFT = """\
    ---
    title: Second
    date: 2021-03-01
    status: draft
    root_causes: [expired-credential]
    services: [checkout]
    {related}
    ---
    """
ITEM = "Alert on the expiry date (owner ana, due 1 Feb 2021, OPS-7)"


@pytest.fixture
def archive(archive_at: Callable[..., Path]) -> Path:
    return archive_at({**OTHERS, "2021-01-01-first.md": FIRST, "2021-03-01-second.md": DRAFT.replace("{related}", "")})


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A file that is not in the archive."""
    path = tmp_path / "notes.md"
    path.write_text("\n".join(line.strip() for line in DRAFT.replace("{related}", "tags: [x]").splitlines()))
    return path


def test_text_has_the_reasons_and_what_is_open(run, archive: Path) -> None:
    done = run("similar", "2021-03-01-second", archive=archive)
    assert done.exit_code == 0
    assert done.stdout == (
        "2021-01-01  First @team *certificate*\n"
        f"  {archive.resolve() / 'postmortems/2021-01-01-first.md'}\n"
        "  same root cause: Expired credential; same service: checkout\n"
        f"  still open: {ITEM}\n"
    )


def test_a_draft_outside_of_the_archive(run, archive: Path, draft: Path) -> None:
    done = run("similar", str(draft), "--format", "json", archive=archive)
    found = json.loads(done.stdout)
    assert {one["slug"] for one in found} == {"2021-01-01-first", "2021-03-01-second"}
    (first,) = (one for one in found if one["slug"] == "2021-01-01-first")
    assert first["reasons"] == ["same root cause: Expired credential", "same service: checkout"]
    (item,) = first["open_action_items"]
    assert item == {
        "title": "Alert on the expiry date", "kind": None, "owner": "ana", "due": "2021-02-01", "ticket": "OPS-7", "line": 10,
    }  # fmt: skip
    assert len(json.loads(run("similar", str(draft), "--limit", "1", "--format", "json", archive=archive).stdout)) == 1


KIAM = {
    "2021-05-01-kiam.md": "---\ntitle: The kiam certificate expired\ndate: 2021-05-01\n---\n\nPods of hellman lost their access to the cluster.\n"
}


@pytest.mark.parametrize("name", ["notes.txt", "notes", "2021-05-01-kiam.txt", "-"])
def test_any_text_will_do(run, archive_at: Callable[..., Path], tmp_path: Path, name: str) -> None:
    """What somebody pastes at night, without front matter and under any name, also that of an incident; or through a pipe."""
    archive = archive_at({**OTHERS, **KIAM})
    text = "Pods of hellman lost access: is the kiam certificate expired?"
    (tmp_path / "notes.txt").write_text(text)
    given = name if name == "-" else str(tmp_path / name)
    if name != "-":
        Path(given).write_text(text)
    done = run("similar", given, "--format", "json", archive=archive, input=text)
    assert [one["slug"] for one in json.loads(done.stdout)] == ["2021-05-01-kiam"]
    assert json.loads(done.stdout)[0]["reasons"][0].startswith("shared words: ")


@pytest.mark.parametrize(
    ("text", "said", "code"),
    [
        ("", "Error: standard input: is empty: there is nothing to compare\n", 2),
        (
            "hello",
            "no incident is enough like 'standard input' to suggest it: ask for its rarest words with postmortem search\n",
            0,
        ),
    ],
)
def test_a_text_that_is_of_no_use_is_a_sentence(run, archive: Path, text: str, said: str, code: int) -> None:
    done = run("similar", "-", archive=archive, input=text)
    assert done.exit_code == code
    assert done.stderr.startswith(said)
    assert done.stdout == ""


def test_markdown_is_a_comment_that_mentions_nobody(run, archive: Path) -> None:
    done = run("similar", "2021-03-01-second", "--format", "markdown", archive=archive)
    lines = done.stdout.splitlines()
    assert lines[0] == "**Have we seen this before?**"
    assert lines[2].startswith(
        "- First @\u200bteam \\*certificate\\*, 1 Jan 2021 (`postmortems/2021-01-01-first.md`): same root cause"
    )
    assert lines[3:] == [f"  - still open: {ITEM}"]


def test_what_is_related_by_hand_is_not_suggested(run, archive_at: Callable[..., Path]) -> None:
    related = "related: [{incident: 2021-01-01-first, type: recurrence_of}]"
    archive = archive_at({**OTHERS, "2021-01-01-first.md": FIRST, "2021-03-01-second.md": DRAFT.replace("{related}", related)})
    done = run("similar", "2021-03-01-second", "--format", "json", archive=archive)
    (first,) = json.loads(done.stdout)
    assert (done.exit_code, first["slug"], first["related"]) == (0, "2021-01-01-first", {"type": "recurrence_of", "note": ""})
    assert done.stderr == "no incident is enough like '2021-03-01-second' to suggest it\n"


def test_a_comment_never_says_that_there_is_nothing_above_what_is_related(run, archive_at: Callable[..., Path]) -> None:
    related = "related: [{incident: 2021-01-01-first, type: recurrence_of}]"
    files = {**OTHERS, "2021-01-01-first.md": FIRST, "2021-03-01-second.md": DRAFT.replace("{related}", related)}
    lines = run("similar", "2021-03-01-second", "--format", "markdown", archive=archive_at(files)).stdout.splitlines()
    assert lines[:2] == ["**Have we seen this before?**", ""]
    assert lines[2].endswith(": related by hand, recurrence of")
    assert lines[3:] == [f"  - still open: {ITEM}"]


def test_a_comment_says_that_there_is_nothing(run, archive: Path) -> None:
    said = run("similar", "2020-01-01-other", "--format", "markdown", archive=archive).stdout
    assert said == "**Have we seen this before?**\n\nNo incident in the archive is enough like this one to suggest it.\n"


def test_what_is_related_by_hand_is_shown_as_related_with_what_it_left_to_do(run, archive_at: Callable[..., Path]) -> None:
    related = "related: [{incident: 2021-01-01-first, type: recurrence_of, note: the *same* chart}]"
    third = FIRST.replace("First @team *certificate*", "Third").replace("2021-01-01", "2021-02-01")
    files = {
        **OTHERS, "2021-01-01-first.md": FIRST, "2021-02-01-third.md": third,
        "2021-03-01-second.md": DRAFT.replace("{related}", related),
    }  # fmt: skip
    archive = archive_at(files)
    assert run("similar", "2021-03-01-second", archive=archive).stdout.split("\n\n")[1] == (
        "2021-01-01  First @team *certificate*\n"
        f"  {archive.resolve() / 'postmortems/2021-01-01-first.md'}\n"
        "  related by hand, recurrence of: the same chart\n"
        f"  still open: {ITEM}\n"
    )
    text = run("similar", "2021-03-01-second", "--format", "markdown", archive=archive).stdout
    assert text.splitlines()[4:] == [
        "- First @\u200bteam \\*certificate\\*, 1 Jan 2021 (`postmortems/2021-01-01-first.md`): related by hand, recurrence of: the same chart",
        f"  - still open: {ITEM}",
    ]


def test_json_has_what_is_related_by_hand_behind_the_suggestions(run, archive_at: Callable[..., Path]) -> None:
    """As entries like those, so that whoever reads these reads on; `related` tells them apart, and `--limit` is of suggestions."""
    related = "related: [{incident: 2021-01-01-first, type: recurrence_of, note: the *same* chart}]"
    third = FIRST.replace("First @team *certificate*", "Third").replace("2021-01-01", "2021-02-01")
    files = {
        **OTHERS, "2021-01-01-first.md": FIRST, "2021-02-01-third.md": third,
        "2021-03-01-second.md": DRAFT.replace("{related}", related),
    }  # fmt: skip
    done = run("similar", "2021-03-01-second", "--limit", "1", "--format", "json", archive=archive_at(files))
    third, first = json.loads(done.stdout)
    assert (third["slug"], third["related"]) == ("2021-02-01-third", None)
    assert first["slug"] == "2021-01-01-first"
    assert first["related"] == {"type": "recurrence_of", "note": "the *same* chart"}
    assert first["reasons"] == ["related by hand, recurrence of: the same chart"]
    assert [item["title"] for item in first["open_action_items"]] == ["Alert on the expiry date"]
    assert first["score"] == pytest.approx(third["score"], abs=0.02)  # how like it is, as of any other


def test_what_else_is_in_the_chain_is_shown_below_what_is_related(run, archive_at: Callable[..., Path]) -> None:
    """The latest of it, at most as many as there may be suggestions: with what it left to do."""

    def again(day: str, before: str) -> str:
        return f"---\ntitle: Disk full\ndate: {day}\nrelated: [{{incident: {before}, type: recurrence_of}}]\n---\n\n## Action items\n\n- [ ] Rotate\n"

    days = ["2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01"]
    files = {**OTHERS, f"{days[0]}-x.md": f"---\ntitle: Disk full\ndate: {days[0]}\n---\n\nText.\n"}
    files |= {f"{day}-x.md": again(day, f"{before}-x") for before, day in pairwise(days)}
    archive = archive_at(files)
    found = json.loads(run("similar", f"{days[3]}-x", "--limit", "1", "--format", "json", archive=archive).stdout)
    assert [(one["slug"], one["reasons"]) for one in found] == [
        (f"{days[2]}-x", ["related by hand, recurrence of"]),
        (f"{days[1]}-x", ["in the same chain of recurrences"]),
    ]
    assert found[1]["related"] == {"type": "in_the_same_chain", "note": ""}
    assert run("similar", f"{days[3]}-x", archive=archive).stdout.count("  in the same chain of recurrences\n") == 2
    assert run("similar", f"{days[3]}-x", "--format", "markdown", archive=archive).stdout.count("still open: Rotate") == 2


def test_a_second_postmortem_of_an_incident_is_told_though_both_name_the_one_before(run, archive_at: Callable[..., Path]) -> None:
    """Both are in its chain, and nobody related them to each other; another recurrence in it stays a related one."""
    text = "The checkout pods could not reach the ledger since the mesh sidecar rejected every certificate of the new issuer."
    page = (
        "---\ntitle: Ledger unreachable\ndate: {}\nrelated: [{{incident: 2021-01-01-first, type: recurrence_of}}]\n---\n\n" + text
    )
    files = {
        **OTHERS, "2021-01-01-first.md": FIRST, "2021-02-01-other.md": page.format("2021-02-01"),
        "2021-03-01-one.md": page.format("2021-03-01"), "2021-03-01-two.md": page.format("2021-03-01"),
    }  # fmt: skip
    archive = archive_at(files)
    found = json.loads(run("similar", "2021-03-01-two", "--format", "json", archive=archive).stdout)
    assert [(one["slug"], one["reasons"][:2]) for one in found] == [
        ("2021-03-01-one", ["nearly the same text", "on the same day"]),
        ("2021-01-01-first", ["related by hand, recurrence of"]),
        ("2021-02-01-other", ["in the same chain of recurrences"]),
    ]
    said = run("similar", "2021-03-01-two", "--format", "markdown", archive=archive).stdout
    assert said.count("2021-03-01-one.md") == 1


def test_a_copy_of_a_postmortem_is_nearly_the_same_text(run, archive_at: Callable[..., Path], tmp_path: Path) -> None:
    text = "The checkout pods could not reach the ledger since the mesh sidecar rejected every certificate of the new issuer."
    first = f"---\ntitle: Ledger unreachable\ndate: 2021-01-01\n---\n\n## Summary\n\n{text}\n"
    archive = archive_at({**OTHERS, "2021-01-01-first.md": first})
    copy = tmp_path / "notes.md"
    copy.write_text(first.replace("unreachable", "out of reach").replace("2021-01-01", "2021-05-01"))
    (found,) = json.loads(run("similar", str(copy), "--format", "json", archive=archive).stdout)
    assert (found["slug"], found["reasons"][0]) == ("2021-01-01-first", "nearly the same text")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("", "cannot be read: line 1: the file is empty"), ("---\ntitle: [\n---\n", "cannot be read: line ")],
)
def test_a_draft_that_cannot_be_read_is_misuse(run, archive: Path, tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "broken.md"
    path.write_text(content)
    done = run("similar", str(path), archive=archive)
    assert done.exit_code == 2
    assert f"broken.md: {sentence}" in done.stderr


def test_an_unknown_name_gets_the_right_one(run, archive: Path) -> None:
    done = run("similar", "2021-01-01-frist", archive=archive)
    assert done.exit_code == 2
    assert "did you mean '2021-01-01-first'?" in done.stderr
