"""Words that blame, and words that only look like it."""

from __future__ import annotations

import pytest

HEAD = "---\ntitle: x\ndate: 2024-03-01\nstatus: review\nauthors: [mallory, Xanthippe Doe]\n---\n\n"


def blamed(check, text: str) -> list[str]:
    return [problem.message.split("' blames")[0][1:] for problem in check(HEAD + text) if problem.rule == "blaming-language"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It was Human Error.", "Human Error"),
        ("A careless change.", "careless"),
        ("This stupid\nmistake cost us an hour.", "stupid"),
        ("Sheer negligence and incompetence.", "negligence|incompetence"),
        ("The developer was lazy.", "developer was lazy"),
        ("The network team is to blame.", "team is to blame"),
        ("It was the fault of a junior engineer.", "fault of a junior engineer"),
        ("It was her fault.", "her fault"),
        ("A mistake by the on-call engineer.", "mistake by the on-call engineer"),
        ("The contractor made a terrible mistake.", "contractor made a terrible mistake"),
        ("They should have known.", "They should have known"),
        ("The engineer who forgot\nto renew it.", "engineer who forgot to"),
        ("We simply forgot about it.", "We simply forgot about"),
        ("He failed to check it.", "He failed to"),
        ("Somebody ignored the alert.", "Somebody ignored"),
        ("The reviewer missed it.", "reviewer missed"),
        ("The engineer didn't bother to look.", "engineer didn't bother"),
        ("I screwed up.", "I screwed up"),
        ("Xanthippe deleted the table.", "Xanthippe deleted"),
        ("@mallory broke it, mallory crashed it.", "@mallory broke|mallory crashed"),
        ("Alice Smith accidentally dropped it.", "Alice Smith accidentally dropped"),
        ("Bob's mistake.", "Bob's mistake"),
        ("[Alice](https://example.com) said it, and Alice missed it.", "Alice missed"),
    ],
)
def test_blaming_words_are_named(check, text, words):
    assert "|".join(blamed(check, text)) == words


@pytest.mark.parametrize(
    "text",
    [
        "The server failed to start, and the pods were restarted but they failed to start.",
        "The operator failed to reconcile, and the package manager ignored the pin.",
        "Jenkins missed the event, Travis deleted the cache, and Ruby crashed.",
        "This caused an outage. Nobody missed it. What broke?",
        "We should have alerts. The limit should have been higher.",
        "A segmentation fault, an error by default, the fault of the disk, and lazy loading.",
        "An engineer deleted the directory on the wrong host.",
        "Alice found the cause, and Bob deleted-by-hand what was left.",
        "`git blame` says human-readable things, and `human error` is code.",
        "> They should have known.",
        "```\nhuman error\n```",
        "We failed to verify it. We missed the alert at first.",
        "It was by mistake. Errors of the engine. The error made an operator look.",
    ],
)
def test_programs_may_fail(check, text):
    assert blamed(check, text) == []


def test_the_place_is_that_of_the_first_word(check):
    (problem,) = (
        problem for problem in check(HEAD + "It was what the developer\n  forgot to do.\n") if problem.level == "warning"
    )
    assert (problem.line, problem.column) == (8, 17)


def test_title_and_summary_are_read_too(check):
    head = HEAD.replace("title: x", "title: Human error\nsummary: She forgot to look\nimpact: {summary: careless}")
    problems = [(problem.rule, problem.line, problem.column) for problem in check(head + "Text.\n")]
    assert problems == [("blaming-language", 2, 8), ("blaming-language", 3, 10), ("blaming-language", 4, 19)]
