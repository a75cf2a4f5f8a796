"""Which incidents are suggested, and with what reason."""

from __future__ import annotations

from postmortem_archive import Archive
from postmortem_archive.search.similar import FLOOR, similar_incidents
from tests.conftest import WriteArchive


def incident(title: str, day: str, **fields: str) -> str:
    """The text of an incident with these front matter fields."""
    extra = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\ndate: {day}\n{extra}---\n\nText.\n"


def others(number: int) -> dict[str, str]:
    """Incidents that share nothing but a common tag and organisation."""
    return {
        f"2020-01-{day:02}-other.md": incident(
            "Other", f"2020-01-{day:02}", tags="[aws]", organisation="Example", services=f"[svc{day}]"
        )
        for day in range(1, number + 1)
    }


def suggestions(archive: Archive, slug: str) -> dict[str, tuple[str, ...]]:
    """The suggested slugs with their reasons."""
    return {similar.incident.slug: similar.reasons for similar in similar_incidents(archive, archive[slug])}


def test_rare_shared_cause_and_service_is_suggested_with_the_reason(archive_at: WriteArchive) -> None:
    """The reason is in words, with the label of the taxonomy."""
    files = others(20) | {
        "2021-01-01-first.md": incident("First", "2021-01-01", root_causes="[expired-credential]", services="[checkout]"),
        "2021-02-01-second.md": incident("Second", "2021-02-01", root_causes="[expired-credential]", services="[checkout]"),
    }
    found = suggestions(Archive.open(archive_at(files)), "2021-02-01-second")
    assert found == {"2021-01-01-first": ("same root cause: Expired credential", "same service: checkout")}


def test_what_everybody_shares_is_no_reason(archive_at: WriteArchive) -> None:
    """A common tag and the same organisation relate nothing."""
    archive = Archive.open(archive_at(others(20)))
    assert suggestions(archive, "2020-01-01-other") == {}


def test_one_shared_thing_is_not_enough(archive_at: WriteArchive) -> None:
    """Two incidents of one service need not be alike."""
    files = others(20) | {
        "2021-01-01-first.md": incident("First", "2021-01-01", services="[checkout]"),
        "2021-02-01-second.md": incident("Second", "2021-02-01", services="[checkout]"),
    }
    assert suggestions(Archive.open(archive_at(files)), "2021-02-01-second") == {}


def test_what_is_related_by_hand_is_not_suggested_again(archive_at: WriteArchive) -> None:
    """On neither side."""
    related = "[{incident: 2021-01-01-first, type: recurrence_of}]"
    same = {"root_causes": "[expired-credential]", "services": "[checkout]"}
    files = others(20) | {
        "2021-01-01-first.md": incident("First", "2021-01-01", **same),
        "2021-02-01-second.md": incident("Second", "2021-02-01", related=related, **same),
    }
    archive = Archive.open(archive_at(files))
    assert suggestions(archive, "2021-02-01-second") == {}
    assert suggestions(archive, "2021-01-01-first") == {}


def test_scores_are_between_the_floor_and_one_and_the_best_comes_first(archive_at: WriteArchive) -> None:
    """More shared is better."""
    files = others(20) | {
        "2021-01-01-much.md": incident(
            "Much", "2021-01-01", root_causes="[expired-credential]", services="[checkout]", tags="[tls]"
        ),
        "2021-02-01-less.md": incident("Less", "2021-02-01", root_causes="[expired-credential]", services="[checkout]"),
        "2021-03-01-new.md": incident(
            "New", "2021-03-01", root_causes="[expired-credential]", services="[checkout]", tags="[tls]"
        ),
    }
    archive = Archive.open(archive_at(files))
    found = similar_incidents(archive, archive["2021-03-01-new"])
    assert [one.incident.slug for one in found] == ["2021-01-01-much", "2021-02-01-less"]
    assert all(FLOOR / (FLOOR + 1) <= one.score < 1 for one in found)
    assert found[0].score > found[1].score
