"""Owner, ticket and state of an action item, where its words name them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from postmortem_archive.reading.due import BY, DAY
from postmortem_archive.reading.text import inline_links, without_code_spans

KEY = r"[A-Z][A-Z0-9]{1,9}-\d{1,6}(?![\w-])"
"""The number of a ticket: OPS-12."""
_OWNING = r"(?:owners?|assignees?|assigned to|responsible|verantwortlich(?:er?)?|zuständig|担当者?)"
_OWNER = re.compile(
    rf"(?<![\w-]){_OWNING}[*_]{{0,3}}\s?[:：][*_]{{0,3}}\s{{0,3}}[*_\[]{{0,3}}"
    r"(?P<owner>[^\s,;.()\[\]|](?:[^,;.()\[\]|\n]|\.(?=\w)"
    # another one behind a comma: a handle, or a name that ends the line or has a comma behind it
    r"|,\s(?=@\w|(?-i:(?!Done|Open|Closed)[A-Z][\w-]{1,20}(?:\s[A-Z][\w-]{1,20})?)(?:,|[\s*_]{0,9}(?:$|\n)))){0,60})",
    re.IGNORECASE,
)
_OWNER_ENDS = re.compile(
    r"\s-{1,2}\s|\s?[–—]\s?|\s?[*_]{2,3}"
    r"|[\s/]{1,3}(?:due(?: date| on| by)?|deadline|target|by|frist|fällig(?: am)?|bis(?: zum)?|ticket|issue|tracking|status|state"
    r"|kind|type|priority)\s?[:：]"
    rf"|\s{BY}\s(?={DAY})|\s(?=#\d|https?:|(?-i:{KEY}))",
    re.IGNORECASE,
)
HANDLE = r"(?<![\w/`.@+-])@[A-Za-z0-9][\w-]{0,38}(?![\w/@]|\.\w)"
_HANDLES = re.compile(rf"{HANDLE}(?:(?:\s?[,&/+]\s?|,?\s(?:and|or|und|oder|et|ou)\s){HANDLE}){{0,9}}")
_OPENS = re.compile(
    rf"(?:(?:^|\n)\s*(?:[-*+•>]|\d{{1,3}}[.)])?|[(\[|:：—–]|\s--?\s|(?<!\w){_OWNING})[\s*_]{{0,9}}$", re.IGNORECASE
)
"""What stands before people who are named, and not only mentioned in a sentence."""
_CLOSES = re.compile(
    rf"[*_]{{0,3}}(?:\s{{0,9}}(?:[)\]|]|[^\w\s@]{{0,4}}\s{{0,9}}(?:$|\n))|[.;!](?:\s|$)|\s?(?:--?|[–—])\s"
    rf"|,?\s[(\[]?(?:#\d|(?-i:{KEY})|https?:|due\b|{BY}\s{DAY}|{DAY})|\s[(\[][^()\[\]]{{1,60}}[)\]][.\s]{{0,9}}(?:$|\n))",
    re.IGNORECASE,
)
"""What stands behind them."""
_TRACKER = re.compile(r"/(?:issues|pull|pulls|merge_requests|browse|work_items|-/issues)/(?P<key>[A-Z][A-Z0-9]+-\d+|\d+)\b")
_KEY = re.compile(r"(?<![\w/-])(?!(?:UTF|SHA|ISO|RFC|CVE|AES|IPV|MD|HTTP|TLS|SEV|UTC|GMT|COVID|GPT|EC|CWE|X)-)" + KEY)
_NUMBER = re.compile(r"(?<![\w/&])#\d{1,6}(?!\w)")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]`]+")
_STATE = re.compile(
    r"(?:[*_]{1,3}|\[|\()?(?P<state>done|completed?|fixed|closed|won['’]?t ?(?:do|fix)|cancell?ed"
    r"|todo|to do|wip|in progress|not started|pending|open)"
    r"(?:[*_]{1,3}|\]|\))?\s?(?:[:–—]|-(?=\s)|(?<=[\])*])(?=\s))",
    re.IGNORECASE,
)

_DONE = r"(?:done|completed?|fixed|closed|finished|merged|resolved|erledigt|abgeschlossen|won['’]?t ?(?:do|fix)|cancell?ed)"
_OPEN = r"(?:todo|to do|wip|in progress|not started|pending|open|offen)"
_DAY = r"(?: on| am|,)?\s\(?(?P<{}>\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.\d{{4}})\)?"
_ENDING = re.compile(
    rf"\s\({_DONE}{_DAY.format('day')}\)?[.\s]*$"
    rf"|\s(?:-{{1,2}}|[–—→])\s[*_]{{0,2}}(?:(?P<word>{_DONE}|{_OPEN})[*_]{{0,2}}|{_DONE}[*_]{{0,2}}{_DAY.format('since')})[.!\s]*$"
    rf"|\s(?:\[|\*\*|__)(?P<apart>{_DONE}|{_OPEN})(?:\]|\*\*|__)[.!\s]*$"
    r"|\s(?P<mark>✅|☑️?|✔️?)\s*$",
    re.IGNORECASE,
)
_STRUCK = re.compile(r"~~(?P<words>(?:[^~]|~(?!~))+)~~[.\s]*")
_LONGEST_ENDING = 60
_STATUS_LINE = re.compile(
    r"\n[ \t]*(?:[-*+•]\s{1,9})?[*_]{0,3}(?:status|state)[*_]{0,3}\s?[:：][*_]{0,3}\s{0,3}(?P<status>\S[^\n]{0,100})",
    re.IGNORECASE,
)


def take_ending(text: str) -> tuple[str, str | None, str | None]:
    """(the item without what its state and day are all there is to say with, the word for its state, the day it was done).

    Of "a (done 2023-05-12)", "a -- done" and "a ✅"; an item that is struck through whole is done.
    """
    word = day = None
    if match := _ENDING.search(text, max(0, len(text) - _LONGEST_ENDING)):
        word, day = match["word"] or match["apart"] or "done", match["day"] or match["since"]
        text = text[: match.start()].rstrip() if match["day"] or match["mark"] else text
    struck = without_strike(text)
    return (text, word, day) if struck is None else (struck, word or "done", day)


def without_strike(text: str) -> str | None:
    """The words of a text that is struck through whole; None where it is not."""
    struck = _STRUCK.fullmatch(text.strip())
    return struck["words"].strip() if struck else None


def find_owner(text: str) -> str | None:
    """The owner that the text names: "Owner: Ana", or the people it names as @handles.

    A handle in the middle of a sentence only mentions somebody, or is code, as in "Make @Transactional retry".
    """
    if match := _OWNER.search(text):
        return _OWNER_ENDS.split(match["owner"], maxsplit=1)[0].strip(" *_`") or None
    handles = list(dict.fromkeys(_handles(without_code_spans(text))))
    return ", ".join(handles) if 0 < len(handles) <= 3 else None


def _handles(text: str) -> Iterator[str]:
    """The handles at the beginning or end of a line, in brackets or between dashes."""
    for match in _HANDLES.finditer(text):
        opened = _OPENS.search(text, max(0, match.start() - 30), match.start())
        closed = _CLOSES.match(text, match.end())
        if opened or closed:
            yield from re.findall(HANDLE, match[0])


def find_ticket(text: str) -> str | None:
    """The first issue, pull request or ticket that the text refers to: its number or key as written, or else its address."""
    for line in text.split("\n"):
        for link in inline_links(line):
            if not link.image and _TRACKER.search(link.target):
                label = line[link.start + 1 : link.text_end - 1].strip("[] ")
                return label if is_ticket(label) else link.target
    if (address := _ADDRESS.search(text)) and _TRACKER.search(address[0]):
        return address[0].rstrip(".,;:")
    if match := _KEY.search(text) or _NUMBER.search(text):
        return match[0]
    return None


def is_ticket(text: str) -> bool:
    """True for the number or the key of a ticket and nothing else."""
    return (_NUMBER.fullmatch(text) or _KEY.fullmatch(text)) is not None


def find_state(text: str) -> str | None:
    """The word for its state that an item begins with, as in "[DONE] ..." and "TODO: ..."."""
    match = _STATE.match(text)
    return match["state"] if match else None


def find_status(text: str) -> str | None:
    """What a line below the item says behind "Status:"."""
    match = _STATUS_LINE.search(text)
    return match["status"] if match else None
