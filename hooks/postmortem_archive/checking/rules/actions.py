"""Action items: who does what until when, and whether it can still happen again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postmortem_archive.checking.rule import Case, Finding, rule
from postmortem_archive.incident import ActionItem, Place
from postmortem_archive.reading.due import wrong_due
from postmortem_archive.taxonomy import in_use

_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\]]*\])*)\]\([^)]*\)")
_LABEL = re.compile(
    r"(?:\*\*|__)[^*_]{1,60}(?::(?:\*\*|__)|(?:\*\*|__)\s*:)\s*(?=\S)|\[[^\]]{1,12}\]\s+|\((?:P\d|[A-Z]{2,8})\)\s+"
)
_ASIDE = frozenset("please also always never then first finally next do don't don’t not to and".split())
"""Words that may stand before the verb."""
_NO_VERB = frozenset(
    "the a an our we this that these those there it its more better less fewer no new additional some any all another each every"
    " missing need needs should must could would may might will can as in on at by with without from into during before after"
    " if once when while because since for of until maybe perhaps possible possibly automatic automated regular improved proper"
    " stronger faster safer earlier documentation runbook dashboard nothing none n/a ongoing".split()
)
_NOUN_ENDINGS = ("ing", "tion", "sion", "ment", "ness", "ity", "ance", "ence", "ship", "ism")
_VERBS = frozenset(
    # verbs that look like something else by their ending
    "apply comply fly imply multiply reapply rely reply resupply supply"
    " bring ping ring sing spring string swing wing"
    " caution commission condition decommission envision function mention partition pension petition position proportion"
    " provision question ration requisition reposition sanction section station transition vision auction cushion version"
    " augment cement comment complement compliment decrement document experiment ferment fragment implement increment instrument"
    " reimplement redocument segment supplement"
    " advance balance commence dance distance enhance experience fence finance influence reference rebalance sequence silence"
    " witness harness ship"
    " access address assess bias bless bypass canvass class compress cross decompress discuss dismiss dress express focus guess"
    " harness impress pass possess press process progress redress reprocess refocus reassess stress suppress surpass toss witness"
    " embed exceed feed need proceed seed shed shred speed succeed thread spread".split()
)


@rule("action-without-verb", "advice")
def action_without_verb(case: Case) -> Iterator[Finding]:
    """The title of an action item begins with what to do: "Alert on the lag of the queue", not "Queue alerts"."""
    for item in case.incident.action_items:
        word = _first_word(item.title)
        if word and not _may_be_verb(word, told=item.status != "open"):
            yield (
                item.place,
                f"this action item begins with '{word}': begin with what to do, as in 'Add ...', 'Alert on ...', 'Remove ...'",
            )


def _plain(title: str) -> str:
    """The beginning of a title, with the words of a link in place of it."""
    return _LINK.sub(r"\1", title.split("\n")[0][:300])


def _first_word(title: str) -> str:
    """The first word that could be the verb; empty where there is none to judge, as in other alphabets."""
    text = _plain(title).strip()
    while label := _LABEL.match(text):
        text = text[label.end() :]
    text = re.sub(r"^[^\w`]+", "", re.sub(r"[*~]+|(?<!\w)_+|_+(?!\w)", "", text))
    for word in text.split():
        plain = word.strip(".,:;!?()\"'“”‘’…")
        adverb = plain.casefold().endswith("ly") and plain.casefold() not in _VERBS
        if plain.casefold() not in _ASIDE and not adverb:
            return plain if re.match(r"`|[A-Za-z]", plain) else ""
    return ""


def _may_be_verb(word: str, *, told: bool) -> bool:
    """False for a word that is no imperative: an article, a noun by its ending, an abbreviation, a code word."""
    plain = word.casefold()
    if plain in _VERBS:
        return True
    if plain in _NO_VERB or word.startswith("`") or (len(word) > 1 and word.isupper()):
        return False
    if len(plain) > 3 and plain.endswith("ed"):
        return told  # what is done may be told as done
    plural = plain.endswith("s") and not plain.endswith(("ss", "us", "is", "as"))
    return not plural and not (len(plain) > 4 and re.split(r"[-/]", plain)[-1].endswith(_NOUN_ENDINGS))


@rule("action-without-owner", "advice")
def action_without_owner(case: Case) -> Iterator[Finding]:
    """Every open action item has an owner."""
    for item in case.incident.open_action_items:
        if not item.owner:
            yield item.place, f"'{_short(item)}' has no owner: add '(owner: name)' at its end, or an owner column"


@rule("action-without-due", "advice")
def action_without_due(case: Case) -> Iterator[Finding]:
    """Every open action item has a day on which it is due."""
    for item in case.incident.open_action_items:
        if item.due is None:
            wrong = wrong_due(item.title)  # a day that could not be read stays with the words
            way_out = wrong or "add '(due: YYYY-MM-DD)' at its end, or a due column"
            yield item.place, f"'{_short(item)}' has no due date: {way_out}"


def _short(item: ActionItem) -> str:
    """The title in a few words."""
    title = _plain(item.title)
    return title if len(title) <= 50 else title[:49].rstrip() + "…"


@rule("nothing-preventive", "advice")
def nothing_preventive(case: Case) -> Iterator[Finding]:
    """A final postmortem has action items, and where they have kinds, one of them prevents the incident from coming back, unless
    the settings have no kind `prevent` to choose."""
    if case.incident.status != "final":
        return
    items = case.incident.action_items
    kinds = {item.kind for item in items}
    section = case.incident.section("action_items")
    place = section.place if section else Place()
    if not items:
        yield place, "there is no action item: write what keeps this from coming back, under '## Action items'"
    elif "prevent" in in_use(case.settings.action_kinds) and any(kinds) and "prevent" not in kinds:
        yield place, "no action item is of the kind 'prevent': say what keeps this from coming back, or that nothing can"
