"""Time zones in the words that people write: UTC, PDT, America/New_York, +02:00, "All times in CET"."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

# Minutes east of UTC. An abbreviation that means several zones (IST, BST, CST, AST) is read as the one that the
# postmortems counted in the wild mean by it; who means another writes an IANA name or an offset.
ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120,
    "EET": 120, "EEST": 180, "MSK": 180, "EAT": 180, "CAT": 120, "WAT": 60, "SAST": 120, "IST": 330, "SGT": 480,
    "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "ACST": 570, "AWST": 480, "NZST": 720, "NZDT": 780,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600, "BRT": -180, "ART": -180,
}  # fmt: skip
# Words for a region rather than an offset: summer time follows the date.
REGIONS = {
    "PT": "America/Los_Angeles", "Pacific": "America/Los_Angeles", "US/Pacific": "America/Los_Angeles",
    "MT": "America/Denver", "Mountain": "America/Denver", "Denver": "America/Denver",
    "CT": "America/Chicago", "Central": "America/Chicago", "ET": "America/New_York", "Eastern": "America/New_York",
    "CET/CEST": "Europe/Berlin", "MEZ/MESZ": "Europe/Berlin",
    "Greenwich Mean Time": "UTC", "Coordinated Universal Time": "UTC",
}  # fmt: skip
_REGIONS = {word.upper(): name for word, name in REGIONS.items()}

_SHORT = [word for word in [*ABBREVIATIONS, *REGIONS] if word.isupper() and word != "Z"]
_WORDS = "|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True))
_PLACES = "|".join(sorted((re.escape(word) for word in REGIONS if not word.isupper()), key=len, reverse=True))
ZONE = (
    rf"(?:(?:UTC|GMT)\s?[+\-−]\d{{1,2}}(?::?\d{{2}})?|(?:{_WORDS}|utc|gmt)(?![A-Za-z/-]*(?:[A-Za-z]|/(?!\d)))"
    # "Denver" after a clock is a zone; in "Denver lost power" it is a place
    rf"|(?:{_PLACES})(?:\s[Tt]ime\b|(?=\s*(?:[-–—:,;)\]*_`|]|$)))|[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Z][A-Za-z_]+)?)"
)
"""A zone in running text; a bare offset counts only directly behind a clock (see stamps.py)."""

_IN_SENTENCE = re.compile(
    rf"(?:[(\[（、は]|\b(?i:in|are|use|sind|all times|times?:?|time zone:?|timezone:?|zeiten:?|zeitzone:?)\s+|[-–—,]\s?|^)\s?"
    rf"(?:(?i:the)\s)?(?:U\.?S\.?\s)?[`*_]{{0,3}}(?P<zone>{ZONE}|(?:{_PLACES})(?=\.)|[+\-−]\d{{2}}:?\d{{2}})[`*_]{{0,3}}"
    r"(?:\s(?i:time(?:zone)?))?\s?(?=[).,;:`*_（）。、\]]|$)"
)
_MENTIONS_TIME = re.compile(r"\btimes?\b|time ?zone|\bclock\b|\b(?:uhr)?zeit(?:en|angaben|zone)?\b|時刻", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"(?<!approx)[.!?]\s+(?=\W{0,3}[A-ZÄÖÜ])|;\s|。")
_OF_ALL_TIMES = re.compile(
    r"\W{0,9}(?:(?:all|alle)\s(?:the\s)?(?:times|timestamps|zeiten|zeitangaben)\b|(?:the\s)?(?:times|timestamps)\s(?:are|in|below|here)\b"
    r"|time ?zone\s?(?::|is\b)|zeitzone:)",
    re.IGNORECASE,
)
SPEAKS_OF_TIMES = re.compile(r"(?:[Tt]ime(?:s|stamps|\s?zone)|[Zz]eit(?:en|angaben|zone))\b")
"""What stands in every sentence that `find_zone_of_all_times` finds."""
_CITY = r"(?P<city>[A-Z][A-Za-z]{2,20}(?:[ _][A-Z][a-z]{2,20}){0,2})"
_CITY_IN_BRACKETS = re.compile(rf"[(\[]\s?{_CITY}(?:\s[Tt]ime)?\s?[)\]]")
_CITY_TIME = re.compile(rf"\b(?:in|are)\s{_CITY}\s(?:local\s)?time\b")
LONGEST_SENTENCE = 200
"""Characters. A longer text tells a story; a zone named in it is no zone for the times below."""


class UnknownZone(ValueError):
    """The text names no time zone that we know."""


@cache
def _iana_names() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _cities() -> dict[str, str]:
    """By the name of a city that stands for a zone: the zone."""
    names = (name for name in sorted(_iana_names()) if not name.startswith(("Etc/", "US/", "SystemV/", "posix/", "right/")))
    return {name.rpartition("/")[2].replace("_", " "): name for name in names if "/" in name}


@lru_cache(maxsize=256)
def read_zone(text: str) -> tzinfo:
    """The zone that `text` names: an IANA name, an abbreviation or an offset. Raises UnknownZone."""
    text = text.strip().strip("()`*_").replace("−", "-")
    upper = re.sub(r"\s+TIME$", "", text.upper()) if text.upper() not in _REGIONS else text.upper()
    if upper in ABBREVIATIONS:
        minutes = ABBREVIATIONS[upper]
        return ZoneInfo("UTC") if minutes == 0 and upper in ("UTC", "Z") else timezone(timedelta(minutes=minutes), upper)
    if upper in _REGIONS:
        return ZoneInfo(_REGIONS[upper])
    if match := re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?([0-5]\d))?", upper):
        sign, hours, minutes_text = match.groups()
        minutes = int(hours) * 60 + int(minutes_text or 0)
        if minutes <= 14 * 60:
            return timezone(timedelta(minutes=minutes if sign == "+" else -minutes))
    if "/" in text and text in _iana_names():
        return ZoneInfo(text)
    raise UnknownZone(f"'{text[:40]}' is not a time zone: write UTC, an offset like +02:00 or a name like America/New_York")


def find_zone(text: str, start: int = 0) -> tzinfo | None:
    """The zone that a heading or a table header sets for all times below it, if it names one from `start` on."""
    for match in _IN_SENTENCE.finditer(text[:LONGEST_SENTENCE], start):
        try:
            return read_zone(match["zone"])
        except UnknownZone:
            continue
    return None


def find_city(text: str) -> tzinfo | None:
    """The zone of the city that a table header names in brackets, as in "Time (Berlin)"."""
    return _zone_of_city(_CITY_IN_BRACKETS.search(text[:LONGEST_SENTENCE]))


def find_zone_in_sentence(text: str) -> tzinfo | None:
    """The zone that a sentence such as "All times in UTC." sets; none where the sentence speaks of something else. Of several
    zones it is the one behind the word for times: "Customers are in PST, all times are UTC" speaks of people too."""
    if len(text) > LONGEST_SENTENCE:
        return None
    if re.fullmatch(rf"[(*_`\s]*{ZONE}[)*_`.:\s]*", text):
        return find_zone(text)
    for sentence in _SENTENCE_ENDS.split(text):
        if mention := _MENTIONS_TIME.search(sentence):
            zone = find_zone(sentence, mention.start()) or find_zone(sentence) or _zone_of_city(_CITY_TIME.search(sentence))
            if zone:
                return zone
    return None


def find_zone_of_all_times(text: str) -> tzinfo | None:
    """The zone that a sentence of a text sets for all its times, as "All times below are Eastern Time." does; the text may be
    about anything else."""
    for sentence in _SENTENCE_ENDS.split(text):
        if _OF_ALL_TIMES.match(sentence) and (zone := find_zone_in_sentence(sentence)):
            return zone
    return None


def _zone_of_city(match: re.Match[str] | None) -> tzinfo | None:
    name = _cities().get(match["city"].replace("_", " ")) if match else None
    return ZoneInfo(name) if name else None
