"""Titles, ids and slugs: what an imported incident is called."""

from __future__ import annotations

import re
from datetime import date
from difflib import SequenceMatcher

from postmortem_archive.importing.dates import day_in_name, find_dates
from postmortem_archive.importing.metadata import states_field
from postmortem_archive.importing.words import words_for
from postmortem_archive.reading.headings import plain_heading, section_kind
from postmortem_archive.reading.text import Line, atx_heading
from postmortem_archive.words import slugify

_ID = re.compile(
    r"^\s*(?:\[(?P<boxed>[A-Z]{2,12}-?\d+(?:[-_]\d+)*)\]|(?P<id>[A-Z]{2,12}\d{2,}(?:[-_]\d+)+|[A-Z]{2,12}-\d+(?:-\d+)*|[A-Z]{2,12}\d{3,}))"
    r"(?P<between>\s*[:–—|-]\s*|\s+|_|$)(?P<rest>.*)$",
    re.DOTALL,
)
_NO_ID = re.compile(r"(?:HTTPS?|TLS|SSL|SHA|UTF|RFC|ISO|CVE|UTC|GMT|IPV|EC|MD|ARM|AES|RSA|US|EU|AP|Q|FY)-?\d[\d-]*")
_MACHINE_MADE = re.compile(r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{12,64}\b")
"""A UUID or a hash: no words."""
_NOTE = re.compile(
    r"note|nb|warning|attention|caution|disclaimer|important|update|edit|hinweis|achtung|wichtig|status|state|environment|version"
    r"|(?:incident )?(?:commander|manager|lead|owner)|owner|reporter|reported by|reviewed by|participants|attendees|facilitator"
    r"|audience|visibility|ticket|channel|slack(?: channel)?|tags?|keywords|component|product|customer|region",
    re.IGNORECASE,
)
"""Labels of lines that say something about the text or the incident, beside those that state a field."""
_EDGES = " \t:,;|_–—-"
_LEAD = re.compile(
    r"(?:(?:incident|outage|issue|post-?\s?mortem)(?:\s+(?:report|date))?)?[\s:,–—-]*(?:(?:on|of|from|for)\s+)?", re.IGNORECASE
)
_KIND = r"post[-_ ]?mortem(?:[-_ ]report)?|incident (?:report|review|post-?\s?mortem)|rca|root cause analysis"
_LABEL = re.compile(rf"\s*(?:[\[(]\s*(?:{_KIND}|pm)\s*[\])]\s*[:|–—-]?|(?:{_KIND})\s*(?:[:|–—]|-(?=\s)))\s*", re.IGNORECASE)
_NAMED = re.compile(rf"(?:{_KIND})[-_ ]+(?:(?:of|for|on|about)[-_ ]+)?(?=\S+[-_ ]+\S)", re.IGNORECASE)
"""The kind of text that the words of a name begin with, where at least two words follow."""
_JOINED = re.compile(r"\b(?:on|of|for|from|at|to|until|till|and|or|through|since|by|before|after|between)\s*$", re.IGNORECASE)
_MARKUP = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)|\{[#.:][^{}]*\}\s*$|<[^<>]+>")
LONGEST_TITLE = 160
LONGEST_SENTENCE = 110
LONGEST_WORDS = 60
UNDATED = "undated"


def plain_title(text: str) -> str:
    """A heading as a title: without emphasis, links and HTML."""
    text = _MARKUP.sub(lambda match: match["text"] or "", text)
    text = re.sub(r"(?<!\w)(\*{1,3}|_{1,3}|`)(?=\S)(.+?)(?<=\S)\1(?!\w)", r"\2", text)
    return re.sub(r"\s+", " ", text).strip().strip("*")


def take_id(text: str) -> tuple[str | None, str]:
    """An id such as PM2021-005 or INC-12 at the beginning of a title or file name, and what follows it."""
    match = _ID.match(text)
    found = match and (match["boxed"] or match["id"])
    if match is None or not found or _NO_ID.fullmatch(found):
        return None, text
    if match["id"] and match["rest"] and not match["between"].strip() and "-" not in found:
        return None, text  # "ALB 502 errors" and "EC2000 went down" begin with no id
    return found, match["rest"].strip(_EDGES)


def without_label(title: str) -> str:
    """The title without what only says that it is a postmortem, "Postmortem:" or "[PM]"; the whole where that is all."""
    match = _LABEL.match(title)
    rest = title[match.end() :].strip() if match else ""
    return rest if rest and not is_generic(rest) else title


def without_date(title: str, strict: bool = True) -> str:
    """The title without a date at its beginning or end; the whole of it where nothing else is left.

    Where no mark stands between, only a date that begins with its year is taken off, unless not `strict`; and from the end
    only where it is no part of a sentence, as in "down on 2021-01-01".
    """
    for found in find_dates(title):
        before, behind = title[: found.start].lstrip("([ "), title[found.end :]
        zone = re.match(r"\s?(?:UTC|GMT)\b", behind)
        behind = behind[zone.end() :] if zone else behind
        marked = behind.lstrip(" )]")[:1] in tuple(":,;|–—-") or re.match(r"\d{4}-", found.written) is not None
        if _LEAD.fullmatch(before) and (marked or not strict):
            rest = behind.strip(_EDGES) if not behind.strip().startswith((")", "]")) else behind.strip(_EDGES + "()[]")
            return rest if len(rest) > 3 else title
        if not behind.strip(" )].") and len(before.strip(_EDGES + "([")) > 3:
            if re.search(r"[-–—(\[|,:]\s*$", before):
                return title[: found.start].strip(_EDGES + "([")
            rest = title[: found.start].strip()
            if re.match(r"\d{4}-", found.written) and not _JOINED.search(rest) and not is_generic(rest):
                return rest
    return title


def is_generic(title: str) -> bool:
    """True for a title that says nothing of the incident: "Postmortem", "ISSUE NAME", a date alone, a section's name."""
    plain = re.sub(r"^0x[0-9a-f]+\W*|\W+0x[0-9a-f]+$", "", plain_heading(title))
    nearly = len(plain) < 12 and SequenceMatcher(None, plain, "postmortem").ratio() > 0.9
    if plain in words_for("generic") or nearly or section_kind(title) is not None:
        return True
    rest = title
    for found in find_dates(title):
        rest = rest.replace(found.written, " ")
    return not re.search(r"[^\W_]", rest)


def looks_like_title(line: Line, following: Line | None) -> bool:
    """True for a first line that stands like a title of plain text, alone or above lines such as "Date: ...": short, no sentence,
    no list, and nothing that a label says of the incident."""
    text = line.text.strip()
    if not 3 <= len(text) <= 100 or line.code or line.indent >= 4 or "http" in text or not _ends_title(following):
        return False
    if re.match(r"[-+*>|#<{\[!(]|\d+[.)]\s", text) and not re.match(r"\*\*[^*]+\*\*$|\[[A-Z]{2,12}-?\d", text):
        return False
    if re.match(r"(?:post-?\s?mortem|incident(?: report)?)\b[^:]*:\s\S", text, re.IGNORECASE):
        return True
    label = re.match(r"([^:]{1,30}):\s", text)
    if (
        text.endswith((".", ";", ",", "!", ":"))
        or states_field(text)
        or (label and (_NOTE.fullmatch(label[1]) or section_kind(label[1])))
    ):
        return False
    return section_kind(text) is None and len(text.split()) <= 16


def _ends_title(following: Line | None) -> bool:
    """True where a title may end before this line: it is none or empty, states a field, or is a date or the name of a section."""
    return following is None or following.blank or states_field(following.text) or is_generic(following.text.strip())


def title_from_name(stem: str) -> str:
    """A file's name as words, without its id and date, and without "postmortem of" in front."""
    text = _MACHINE_MADE.sub(" ", stem)
    text = re.sub(r"(?<!\d)20\d{6}(?!\d)", " ", text)
    text = take_id(text)[1]
    text = re.sub(r"^(?:\d{1,4}(?:[-_ .]+|$))+", " ", text.strip())
    spaced = re.sub(r"[-_]+", " ", text) if " " not in text.strip() else re.sub(r"_+", " ", text)
    words = _without_kind(re.sub(r"\s+", " ", spaced).strip(_EDGES))
    return words[:1].upper() + words[1:]


def _without_kind(words: str) -> str:
    match = _NAMED.match(words)
    return words[match.end() :] if match else words


def first_sentence(text: str) -> str:
    """The beginning of a text as a title: its first sentence without links and emphasis, cut at a word where it is long."""
    parts = re.split(r"(?<=[a-z0-9)%])[.;!](?:\s+|$)", plain_title(text.replace("\n", " ")))
    sentence = parts[0].strip()
    if len(sentence.split()) < 4 and len(parts) > 1 and parts[1].strip():  # "Human error. A command was issued with a typo."
        sentence = f"{sentence}. {parts[1].strip()}"
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return sentence[:LONGEST_SENTENCE].rpartition(" ")[0].rstrip(",;:") + " …"


def slug_for(day: date | None, stem: str, title: str, one_per_file: bool) -> str:
    """`2023-05-12-checkout-down`: the day, or `undated`, and the words of the file's name or else of the title."""
    words = title_from_name(stem) if one_per_file else ""
    named = len(words.split()) > 1 or take_id(stem)[0] is not None or day_in_name(stem) is not None
    if not named or not re.search(r"(?<!\w)[^\W\d_]{3,}(?!\w)", words) or is_generic(words):
        words = _without_kind(take_id(without_date(title, strict=False))[1])
    slug = slugify(re.sub(r"[^\w\s]*[\"'’`]", "", words))
    if day and (shorter := re.sub(rf"(?:-(?:on|of|for|from|at))?-{day}$", "", slug)) and not is_generic(shorter):
        slug = shorter
    if len(slug) > LONGEST_WORDS:
        slug = slug[: LONGEST_WORDS + 1].rpartition("-")[0] or slug[:LONGEST_WORDS]
    return f"{day.isoformat() if day else UNDATED}-{slug}"


def heading_of(line: Line, following: Line | None) -> str | None:
    """The words of a heading of the first or second level, also one written with an underline or without a space."""
    if line.code or line.blank:
        return None
    if found := atx_heading(line.text):
        return found[1]
    if following is not None and re.fullmatch(r" {0,3}(=+|-{3,})\s*", following.text) and not re.match(r"\s*[-*+>|]", line.text):
        return line.text.strip()
    return None
