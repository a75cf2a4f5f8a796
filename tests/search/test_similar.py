"""Which incidents are suggested, and with what reason."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from postmortem_archive import Archive
from postmortem_archive.reading import read_draft
from postmortem_archive.search.likeness import FLOOR, LEAST, TEXT_FLOOR
from postmortem_archive.search.similar import similar_incidents
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


def test_one_more_that_has_a_value_seldom_changes_what_it_says(archive_at: WriteArchive) -> None:
    """So what is like all the others that have it stays as it is, and so do their pages."""

    def weights(holders: int) -> float:
        files = others(25) | {
            f"2021-01-{day:02}-more.md": incident("More", f"2021-01-{day:02}", services="[checkout]" if day <= holders else "[]")
            for day in range(1, 26)
        }
        values = Archive.open(archive_at(files)).suggestions.likeness.values
        return next(value.weight for value in values if value.name == "checkout")

    told = [weights(holders) for holders in range(7, 14)]
    assert told == sorted(told, reverse=True)
    assert told[0] > told[-1] > 0
    assert sum(one != other for one, other in pairwise(told)) <= 3


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
    assert all(archive.suggestions.likeness.floor <= one.score < 1 for one in found)
    assert found[0].score > found[1].score


WORDS = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo".split()


def filler(number: int, organisation: str = "") -> dict[str, str]:
    """Incidents that tell of things of their own, twenty words each."""
    fields = {"organisation": organisation} if organisation else {}
    return {
        f"2019-{month:02}-{day:02}-own.md": told(
            f"The {WORDS[day % 18]}{month} broke",
            f"2019-{month:02}-{day:02}",
            " ".join(f"{word}{month}x{day}" for word in WORDS) + f" {WORDS[day % 18]} {WORDS[month]}",
            **fields,
        )
        for month in range(1, 13)
        for day in range(1, number // 12 + 1)
    }


def told(title: str, day: str, text: str, **fields: str) -> str:
    """The text of an incident with a summary."""
    extra = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\ndate: {day}\n{extra}---\n\n## Summary\n\n{text}\n"


POOL = "The Connection pool of the billing database was exhausted by Hikari leaks, and checkouts timed out."
POOL_AGAIN = "Orders hung: Hikari found every connection pool slot taken; the billing database was not the fault."


def test_rare_words_of_the_text_relate_what_shares_no_front_matter(archive_at: WriteArchive) -> None:
    """Words are named as they are written, two that stand side by side in both before single ones, plain ones not at all."""
    files = filler(60) | {
        "2021-01-01-first.md": told("Checkouts time out", "2021-01-01", POOL),
        "2021-02-01-second.md": told("Orders hang", "2021-02-01", POOL_AGAIN),
    }
    found = suggestions(Archive.open(archive_at(files)), "2021-02-01-second")
    assert list(found) == ["2021-01-01-first"]
    (reason,) = found["2021-01-01-first"]
    assert reason.startswith("shared words: ")
    named = reason.removeprefix("shared words: ").split(", ")
    assert {"Connection pool", "connection pool"} & set(named)
    assert "Hikari" in named
    assert "billing database" in named
    assert not {"the", "every", "was", "not"} & set(named)


SHARED = "kerberos keytab rotation kinit realm principal"


@pytest.mark.parametrize(
    ("one", "other", "named"),
    [
        ("We had to fall back to the old primary.", "The change was rolled back.", ""),
        ("A prepaid balance was charged twice.", "The load balancer restarted.", ""),
        ("The node pool was full.", "It ran on gke-prod-a-ssd-pool-32-134a959a-p2kz.", ""),
        ("CloudWatch was silent.", "Nobody watches it.", ""),
        ("A leak of memory.", "They ran exploit:gen/dot_env_leak.", ""),
        ("The zebra-pool-1 was full.", "The giraffe-pool-2 was full.", ""),
        ("The zebra-pool was full.", "The zebra pool was full.", "zebra pool"),
        ("A ZebraPoolError was raised.", "It raised com.example.ZebraPoolError.", "ZebraPoolError"),
        ("New tokens were generated.", "The generators did not start.", ""),
        ("No connectivity.", "The connection broke.", ""),
        ("The zebra retries.", "It was retried.", "retried"),
        ("Parcels were shipped.", "They ship.", "ship"),
    ],
)
def test_shared_words_are_words_of_both(archive_at: WriteArchive, one: str, other: str, named: str) -> None:
    """A part of an identifier, or of two words that others write as one, is no word of its text; neither is another word of the
    same stem, but one in another number or tense is."""
    files = filler(60) | {
        "2021-01-01-first.md": told("Kestrel", "2021-01-01", f"{SHARED} {one}"),
        "2021-02-01-second.md": told("Osprey", "2021-02-01", f"{SHARED} {other}"),
    }
    *_, reason = suggestions(Archive.open(archive_at(files)), "2021-02-01-second")["2021-01-01-first"]
    said = set(reason.removeprefix("shared words: ").replace(",", "").casefold().split())
    assert said - set(SHARED.split()) == set(named.casefold().split())


def apart(title: str, shared: str, number: int) -> str:
    """An incident of thirty words of its own and a few that it shares."""
    return told(title, f"2021-0{number}-01", " ".join(f"{word}{number}q" for word in (*WORDS, *WORDS[:12])) + f" {shared}")


def test_what_is_alike_among_few_incidents_is_suggested_with_a_lower_score(archive_at: WriteArchive) -> None:
    """There the same likeness has a lower score, and so the floor is lower too."""
    shared = "kerberos keytab rotation kinit ticket realm principal forest bastion enclave sidecar"
    files = filler(60) | {
        "2021-01-01-first.md": apart("Kestrel", shared, 1),
        "2021-02-01-second.md": apart("Osprey", shared, 2),
    }
    archive = Archive.open(archive_at(files))
    (found,) = similar_incidents(archive, archive["2021-02-01-second"])
    assert found.incident.slug == "2021-01-01-first"
    assert archive.suggestions.likeness.floor <= found.score < FLOOR


def test_two_incidents_may_be_like_each_other(archive_at: WriteArchive) -> None:
    """Though each word that they share is in all there are."""
    shared = "kerberos keytab rotation kinit ticket realm principal"
    files = {
        "2021-01-01-first.md": told("Kestrel", "2021-01-01", shared),
        "2021-02-01-second.md": told("Osprey", "2021-02-01", shared),
    }
    assert suggestions(Archive.open(archive_at(files)), "2021-02-01-second").keys() == {"2021-01-01-first"}


def test_with_a_little_front_matter_a_lower_score_is_not_enough(archive_at: WriteArchive) -> None:
    """What texts hardly say has to be plain from both together, in an archive of any size: a tag and a word are no suggestion."""
    files = filler(60) | {
        "2021-01-01-first.md": apart("Kestrel", "kerberos", 1).replace("date:", "tags: [vault]\ndate:"),
        "2021-02-01-second.md": apart("Osprey", "kerberos", 2).replace("date:", "tags: [vault]\ndate:"),
    }
    archive = Archive.open(archive_at(files))
    likeness = archive.suggestions.likeness
    one, other = (likeness.row[slug] for slug in ("2021-01-01-first", "2021-02-01-second"))
    assert similar_incidents(archive, archive["2021-02-01-second"]) == ()
    assert likeness.scores([one])[0, other] == 0
    likeness.__dict__["floor"] = 0.0
    assert 0.1 < likeness.scores([one])[0, other] < FLOOR


def test_the_floor_rises_with_the_archive(archive_at: WriteArchive) -> None:
    """By how many incidents there are, and nothing else: up to 120 of them."""
    files = {
        f"2020-01-01-i{number}.md": told(f"T{number}", "2020-01-01", f"own{number} {WORDS[number % 18]}") for number in range(200)
    }
    several = [Archive.open(archive_at(dict(list(files.items())[:count]))) for count in (10, 60, 120, 200)]
    assert [archive.suggestions.likeness.floor for archive in several] == [LEAST, 0.08, TEXT_FLOOR, TEXT_FLOOR]


@pytest.mark.parametrize(
    ("shared", "text", "count"),
    [
        ("kerberos", 0.19, 0),
        ("kerberos", 0.25, 1),
        ("kerberos keytab", 0.19, 1),
        ("kube-proxy, proxy", 0.19, 0),
        ("postmortem draft incident report", 0.25, 0),
        ("kerberos postmortem", 0.19, 0),
        ("证书", 0.19, 0),
        ("证书过期", 0.19, 1),
    ],
)
def test_one_word_is_no_reason_where_texts_are_not_very_alike(
    archive_at: WriteArchive, shared: str, text: float, count: int
) -> None:
    """It may mean something else in the other text, in an archive of any size. A part of an identifier is no second word, and
    what a text says of itself is none."""
    files = filler(60) | {
        "2021-01-01-first.md": apart("Kestrel", shared, 1),
        "2021-02-01-second.md": apart("Osprey", shared, 2),
    }
    archive = Archive.open(archive_at(files))
    reasons = archive.suggestions.reasons
    reasons._likeness.text_between = lambda rows, others: np.full(len(rows), text)  # type: ignore[method-assign]
    row, other = (reasons._likeness.row[slug] for slug in ("2021-01-01-first", "2021-02-01-second"))
    assert len(reasons.between(row, other)) == count


def test_few_incidents_are_compared_by_every_word(archive_at: WriteArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many the heaviest have to do."""
    files = {
        f"2021-01-{day:02}-x.md": told(
            "A", f"2021-01-{day:02}", " ".join(f"{word}{day} " * (place + 1) for place, word in enumerate(WORDS))
        )
        for day in (1, 2)
    }
    monkeypatch.setattr("postmortem_archive.search.vectors.HEAVIEST", 3)
    few = Archive.open(archive_at(files)).suggestions.likeness.vectors
    assert few.heaviest.nnz == few.full.nnz
    monkeypatch.setattr("postmortem_archive.search.vectors.HEAVIEST_FROM", 1)
    many = Archive.open(archive_at(files)).suggestions.likeness.vectors
    assert many.heaviest.nnz < many.full.nnz


def test_numbers_hashes_and_months_are_no_reason(archive_at: WriteArchive) -> None:
    shared = "At 10:42 on 3 November commit 9fceb02d0ae598e95dc970b74767f19372d61af8 gave 48151623."
    files = filler(60) | {
        "2021-01-01-first.md": told("Kestrel", "2021-01-01", shared),
        "2021-02-01-second.md": told("Osprey", "2021-02-01", shared),
    }
    for reasons in suggestions(Archive.open(archive_at(files)), "2021-02-01-second").values():
        assert not any(word in " ".join(reasons) for word in ("November", "9fceb02", "48151623", "10:42"))


def test_the_template_of_an_organisation_relates_nothing(archive_at: WriteArchive) -> None:
    """Neither its sentences nor its words."""
    template = (
        "The incident commander opens the bridge and the scribe notes every decision there.\n\n"
        "Severity was assessed by the commander of bridge {} with the scribe.\n\n"
    )
    files = filler(60) | {
        f"2021-{month:02}-01-acme.md": told(
            f"Zed{month} failed", f"2021-{month:02}-01", template.format(f"zulu{month}") + f"yank{month} xray{month} whis{month}",
            organisation="Acme",
        )
        for month in range(1, 11)
    }  # fmt: skip
    archive = Archive.open(archive_at(files))
    assert [suggestions(archive, f"2021-{month:02}-01-acme") for month in range(1, 11)] == [{}] * 10


def test_nearly_the_same_text_is_called_so(archive_at: WriteArchive) -> None:
    longer = " ".join(f"{word}ly" for word in WORDS)
    files = filler(60) | {
        "2021-01-01-first.md": told("Kestrel down", "2021-01-01", f"{POOL} {longer}"),
        "2021-01-01-second.md": told("Kestrel is down", "2021-01-01", f"{POOL} {longer} It was short."),
        "2021-03-01-third.md": told("Osprey", "2021-03-01", POOL_AGAIN),
    }
    found = suggestions(Archive.open(archive_at(files)), "2021-01-01-first")
    assert found["2021-01-01-second"][:2] == ("nearly the same text", "on the same day")
    assert not any("nearly" in reason for reason in found.get("2021-03-01-third", ()))


def test_all_at_once_is_what_one_by_one_is(archive_at: WriteArchive) -> None:
    """The same suggestions, scores and reasons; and one by one does not compare all."""
    root = archive_at(
        filler(60) | {f"2021-01-{day:02}-x.md": told(f"Kestrel {day}", f"2021-01-{day:02}", POOL) for day in range(1, 9)}
    )
    single, every = Archive.open(root), Archive.open(root)
    every.suggestions.compare_all()
    first = single.incidents[0]
    single.similar(first.slug)
    assert "nearest" not in single.suggestions.likeness.__dict__
    told_of = {one.slug: single.similar(one.slug) for one in single}
    assert {one.slug: every.similar(one.slug) for one in every} == told_of
    assert "nearest" in single.suggestions.likeness.__dict__  # who asks for so many is given all
    assert any(told_of.values())


def test_more_may_be_asked_for_than_are_remembered(archive_at: WriteArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postmortem_archive.search.likeness.KEPT", 3)
    same = {"root_causes": "[expired-credential]", "services": "[checkout]", "tags": "[tls]", "alerts": "[Expiry]"}
    files = others(20) | {f"2021-01-0{day}-x.md": incident(f"Kestrel{day}", f"2021-01-0{day}", **same) for day in range(1, 6)}
    archive = Archive.open(archive_at(files))
    archive.suggestions.compare_all()
    assert [one.incident.slug for one in archive.similar("2021-01-01-x", 4)] == [f"2021-01-0{day}-x" for day in range(2, 6)]


def test_of_equal_ones_the_order_is_that_of_slugs(archive_at: WriteArchive) -> None:
    same = {"root_causes": "[expired-credential]", "services": "[checkout]"}
    files = others(20) | {
        f"2021-0{month}-01-{name}.md": incident("Same", f"2021-0{month}-01", **same)
        for month, name in ((1, "b"), (2, "a"), (3, "c"))
    }
    archive = Archive.open(archive_at(files))
    assert [one.incident.slug for one in archive.similar("2021-03-01-c")] == ["2021-01-01-b", "2021-02-01-a"]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"2021-01-01-a.md": incident("", "2021-01-01").replace("title: ", "title: A")},
        {
            "2021-01-01-a.md": "---\ntitle: A\ndate: 2021-01-01\n---\n",
            "2021-01-02-b.md": "---\ntitle: '1'\ndate: 2021-01-02\n---\n",
        },
    ],
    ids=["no incident", "one", "without words"],
)
def test_an_archive_of_next_to_nothing_has_no_suggestions(archive_at: WriteArchive, files: dict[str, str]) -> None:
    archive = Archive.open(archive_at(files))
    archive.suggestions.compare_all()
    assert [archive.similar(one.slug) for one in archive] == [()] * len(files)


def test_texts_without_spaces_between_words_name_what_both_say(archive_at: WriteArchive) -> None:
    files = filler(60) | {
        "2021-01-01-first.md": told("接続プール枯渇", "2021-01-01", "データベースの接続プール枯渇により決済が停止した。"),
        "2021-02-01-second.md": told("接続プールの枯渇", "2021-02-01", "接続プール枯渇で注文が止まった。"),
    }
    found = suggestions(Archive.open(archive_at(files)), "2021-02-01-second")
    assert found["2021-01-01-first"] == ("shared words: 接続プール枯渇",)


def test_where_no_spaces_stand_between_words_the_longest_run_of_both_is_named(archive_at: WriteArchive) -> None:
    """Whole, wherever it stands, and no part of it again; what only joins it to the rest is left out at its ends."""
    files = filler(60) | {
        "2021-01-01-first.md": told(
            "支付服务不可用", "2021-01-01", "订单任务泄漏连接。支付的数据库连接池耗尽而停机,连接池耗尽。网关的 TLS 证书。"
        ),
        "2021-02-01-second.md": told(
            "结算中断", "2021-02-01", "连接池耗尽。报表作业泄漏连接,因数据库连接池耗尽而变慢。接口的 TLS 监控。"
        ),
    }
    archive = Archive.open(archive_at(files))
    (said,) = suggestions(archive, "2021-02-01-second")["2021-01-01-first"]
    assert said.removeprefix("shared words: ").split(", ")[0] == "数据库连接池耗尽"
    assert set(said.removeprefix("shared words: ").split(", ")) == {"数据库连接池耗尽", "泄漏连接", "TLS"}
    row, other = (archive.suggestions.likeness.row[slug] for slug in ("2021-02-01-second", "2021-01-01-first"))
    assert archive.suggestions.reasons.between(other, row) == (said,)


def test_what_is_in_one_chain_is_not_suggested(archive_at: WriteArchive) -> None:
    """Though only what lies between relates them: the chain says so already."""
    files = filler(60) | {
        "2021-01-01-first.md": told("Checkouts time out", "2021-01-01", POOL),
        "2021-02-01-second.md": told(
            "A third thing", "2021-02-01", "x", related="[{incident: 2021-01-01-first, type: recurrence_of}]"
        ),
        "2021-03-01-third.md": told("Orders hang", "2021-03-01", POOL_AGAIN),
    }
    archive = Archive.open(archive_at(files))
    assert suggestions(archive, "2021-03-01-third").keys() == {"2021-01-01-first"}
    said = "related: [{incident: 2021-02-01-second, type: same_root_cause}]\n---\n\n"
    files["2021-03-01-third.md"] = files["2021-03-01-third.md"].replace("---\n\n", said)
    archive = Archive.open(archive_at(files))
    assert suggestions(archive, "2021-03-01-third") == suggestions(archive, "2021-01-01-first") == {}
    archive.find_all_similar()
    assert archive.similar("2021-03-01-third") == ()


def test_a_draft_that_a_published_site_does_not_have_is_not_suggested(archive_at: WriteArchive) -> None:
    """Nor do its words change what the others share."""
    public = {"visibility": "public"}
    files = filler(60) | {
        "2021-01-01-first.md": told("Checkouts time out", "2021-01-01", POOL, **public),
        "2021-02-01-second.md": told("Orders hang", "2021-02-01", POOL_AGAIN, **public),
        "2021-03-01-draft.md": told("Orders hang again", "2021-03-01", POOL_AGAIN, status="draft", **public),
    }
    archive = Archive.open(archive_at(files))
    assert "2021-03-01-draft" in suggestions(archive, "2021-02-01-second")
    assert "2021-03-01-draft" not in suggestions(archive.for_audience("internal", drafts=False), "2021-02-01-second")


def test_an_only_incident_is_like_nothing(archive_at: WriteArchive) -> None:
    """Its words are in every incident there is, also where it has an organisation."""
    only = "---\ntitle: Checkout down\ndate: 2024-01-01\norganisation: Example\n---\n\n## Summary\n\nAll orders failed.\n"
    assert Archive.open(archive_at({"2024-01-01-only.md": only})).similar("2024-01-01-only") == ()


CHAT = """\
[10:02] ana: shop slow again?
[10:03] jonas: php-fpm max_children reached on all pods
[10:05] ana: did marketing send a newsletter
[10:09] jonas: stock api p99 12s
"""


def test_of_a_text_that_is_only_a_timeline_its_beginning_leads(archive_at: WriteArchive) -> None:
    """As a pasted chat is: it is as like others as the same words without their times."""
    mate = (
        "---\ntitle: Shop slow\ndate: 2023-02-14\n---\n\n## Summary\n\nAfter the newsletter all php-fpm workers were busy and"
        " max_children was reached, since the stock api took 12 seconds.\n"
    )
    archive = Archive.open(archive_at({**others(19), "2023-02-14-shop-slow.md": mate}))

    def score(text: str) -> float:
        draft = replace(read_draft("chat.txt", "/chat", text.encode(), archive.settings), faults=())
        return {one.incident.slug: one.score for one in replace(archive, drafts=(draft, *archive.drafts)).similar("/chat")}.get(
            "2023-02-14-shop-slow", 0.0
        )

    plain = "\n".join(line.partition(": ")[2] for line in CHAT.splitlines())
    assert score(CHAT) > 0.8 * score(plain) > 0.2
