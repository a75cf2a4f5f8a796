"""What is written for the owner or the ticket of an action item, as it is kept: without markup, and nothing where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postmortem_archive.reading import months
from postmortem_archive.reading.details import is_ticket
from postmortem_archive.reading.text import inline_links

_NOTHING = re.compile(
    r"(?:tb[adc]|to be (?:decided|defined|determined|announced|confirmed)|todo|n/?a|none|nobody|no[ -]?one|unassigned|unowned"
    r"|unknown|niemand|keiner?|noch offen|unbekannt|[?.…–—-]{1,5})[.!]?",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<(?:mailto:)?([^\s<>]{0,300}[@:][^\s<>]{0,300})>")
_MARKS = re.compile(r"[*`]|(?<!\w)_{1,3}|_{1,3}(?!\w)|\\(?=[_*`\[\]])")
_COMMA = re.compile(r"(?:[,;](?!\s\d{4}(?!\d))|[、，；])(?:\s{1,3}(?:and|und|&)\s)?")
"""What stands between people; within "June 15, 2024" it does not."""
_HANDLE = r"(?:@[\w.-]{1,40}|[\w.+-]{1,40}@[\w.-]{1,60})"
_NAME = r"(?:[^\W\d_a-z][^\W\d_]{0,20}(?:[ -][^\W\d_a-z][^\W\d_]{0,20})?)"
_AND = r"\s(?:&|\+|and|und)\s"
_SEVERAL = re.compile(
    rf"@[\w.-]{{1,40}}(?:\s?[/&+]\s?@[\w.-]{{1,40}}){{1,5}}|(?:{_HANDLE}|{_NAME})(?:{_AND}(?:{_HANDLE}|{_NAME})){{1,5}}"
    r"|[^\W\d_]{1,20}\s&\s[^\W\d_]{1,20}"
)
_APART = re.compile(rf"{_AND}|\s?[/&+]\s?(?=@)")
_WORK = frozenset(
    "ads analytics api apps backend betrieb billing build business checkout cloud compliance content core customer data"
    " database databases daten design dev devops docs engineering entwicklung experience finance frontend growth health"
    " identity incident infra infrastructure legal logistics marketing mobile monitoring network networking netz"
    " observability operations ops orders payments people performance platform policy pricing privacy product quality"
    " release reliability research response risk safety sales search security service services sicherheit site software"
    " storage support systems team teams tech technik testing tools traffic trust vertrieb web".split()
)
"""Words for what people work on: "Trust and Safety" is one team."""

_NO_NAME = frozenset(
    "after asap before bevor bis blocked by critical deadline done due end ende erledigt every from fällig high hoch"
    " in incl including kritisch later low major medium mid minor mittel nach needs next niedrig not now nächste"
    " nächster nächstes offen once ongoing open optional pending per prio priority quarter review see since sofort"
    " soon sprint starting status until urgent vor waiting week when with within"
    " today tomorrow tonight monday tuesday wednesday thursday friday".split()
) | frozenset(months.NUMBERS)
"""Words that stand behind an owner's comma and begin or are no name: how urgent it is, until when, on what it waits."""
_PARTICLES = frozenset("al and bin da de del della den der di dos du el la le ten ter und van von zu".split())
"""Small words in the midst of names and between them."""
_MOST_WORDS = 4


def is_nothing(value: str) -> bool:
    """True for "TBD", "n/a", "nobody", "?" and the like: somebody will be named, or is not needed."""
    return _NOTHING.fullmatch(_plain(value)) is not None


def named_owner(value: str) -> tuple[str | None, tuple[str, ...]]:
    """(who is named, what else stands behind a comma and is no person): "ana, by end of Q3" names one, and says until when.

    Between people stands a comma then: "@ana and @bo", "@ana/@bo" and "Eva & Finn" are two.
    """
    first, *more = (part.strip() for part in _COMMA.split(_plain(value)))
    others = tuple(part for part in more if part and not _is_name(part))
    people = [name for part in (first, *more) if part not in others for name in _people(part)]
    return ", ".join(dict.fromkeys(name for name in people if name and not is_nothing(name))) or None, others


def named_ticket(value: str) -> tuple[str | None, str]:
    """(the ticket, links that go with the item's words as their address is not in it).

    As in a sentence, a link is its number or key, or else its address.
    """
    links = [link for link in inline_links(value) if not link.image]
    labels = [_plain(value[link.start + 1 : link.text_end - 1]) for link in links]
    if len(links) == 1 and (links[0].start, links[0].end) == (0, len(value)) and not is_ticket(labels[0]):
        return links[0].target, ""
    return None if is_nothing(value) else _plain(value), ", ".join(value[link.start : link.end] for link in links)


def _plain(value: str) -> str:
    """The words of a value without links, emphasis and code."""
    for link in reversed(list(inline_links(value))):
        value = value[: link.start] + value[link.start + 1 : link.text_end - 1] + value[link.end :]
    return _MARKS.sub("", _AUTOLINK.sub(r"\1", value)).strip()


def _is_name(part: str) -> bool:
    """True for what stands behind a comma and may be a person or a team: a handle, one word, or words as names are written."""
    words = part.split()
    bare = [word.strip(".()").casefold() for word in words]
    if is_nothing(part) or "@" in part:
        return True
    if len(words) > _MOST_WORDS or not _NO_NAME.isdisjoint(bare):
        return False
    if not _WORK.isdisjoint(bare):
        return True
    return not re.search(r"\d", part) and (len(words) == 1 or all(not word[0].islower() or word in _PARTICLES for word in words))


def _people(words: str) -> Iterator[str]:
    """The people that the words between two commas name. Words that are no handle may be the name of one team."""
    names = _APART.split(words) if _SEVERAL.fullmatch(words) else [words]
    bare = [word for name in names if "@" not in name for word in re.findall(r"[^\W_]+", name)]
    team = any(word.casefold() in _WORK or (len(word) > 1 and word.isupper()) for word in bare)
    yield from [words] if team else names
