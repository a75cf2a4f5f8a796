"""A value of another tool in a field of this archive: stated where it fits, and left to whoever asked where it does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from postmortem_archive.importing.dates import find_dates, show_stamp
from postmortem_archive.importing.foreign import Choices, Foreign, Reading, shown_value
from postmortem_archive.importing.words import severity_words
from postmortem_archive.incident import RELATION_TYPES
from postmortem_archive.reading.dates import Ambiguous
from postmortem_archive.reading.schema import STATUSES, VISIBILITIES
from postmortem_archive.reading.stamps import Stamp, read_stamp
from postmortem_archive.zones import read_zone

TIMES = ("started_at", "detected_at", "acknowledged_at", "mitigated_at", "resolved_at", "communicated_at")
LISTS = ("services", "teams", "alerts", "authors", "tags", "contributing_factors")
_TAXONOMIES = {"trigger": "triggers", "detected_by": "detected_by", "mitigation": "mitigations"}
_UNKNOWN = re.compile(r"0001-01-01|0000-|1970-01-01T00:00:00Z|n/?a$|none$|unknown$|tb[dc]$|\?+$", re.IGNORECASE)


def zone_of(foreign: Foreign, choices: Choices) -> tzinfo | None:
    """The zone that holds for times of this source which name none."""
    name = foreign.values.get("timezone") or choices.settings.timezone
    return read_zone(name) if name else None


def stamp_in(text: str) -> Stamp | None:
    """The time that a value is, or begins with. Raises Ambiguous."""
    text = text.strip().strip("`*_\"'[]()")
    try:
        return read_stamp(text)
    except Ambiguous:
        raise
    except ValueError:
        found = next(find_dates(text), None)
        if found is None or found.start > 12:
            return None
        if found.ambiguous:
            raise Ambiguous(found.written, "can be two different days") from None
        return found.stamp


def take_time(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    """State a point in time. Without a zone its clock cannot be written down, and a person is asked."""
    text = str(value)
    if _UNKNOWN.match(text.strip()):
        foreign.inferred.append(f"{target} is unknown ({said})")
        return True
    try:
        stamp = stamp_in(text)
    except Ambiguous:
        foreign.need("ambiguous-date", f"{said} can be two different days: add {target} by hand, with the year first")
        return False
    if stamp is None or (shown := show_stamp(stamp, zone_of(foreign, choices))) is None:
        return False
    if stamp.clock is not None and ":" not in shown:
        foreign.need("no-zone", f"{said} names no time zone, so this is not taken over: say it with --timezone")
        return False
    return foreign.state(target, shown, said) or target in foreign.values


def read_severity(text: str, choices: Choices) -> str | None:
    """The archive's severity that a word means plainly: its own words and labels, those given, and the ones all share."""
    whole = text.strip()
    core = re.split(r"\s*[(,;|—–]|\s-\s|:\s", re.sub(r"^[^\w]+", "", whole), maxsplit=1)[0]
    given = {_bare(word): severity for word, severity in choices.severities.items()}
    own = {_bare(name): word for word, term in choices.settings.severities.items() for name in (word, term.label)}
    for word in (_bare(whole), _bare(core)):
        if found := given.get(word) or own.get(word):
            return found
        common = severity_words().get(word)
        if common in choices.settings.severities:
            return common
    return None


def _bare(word: str) -> str:
    return re.sub(r"[\s_.-]|[^\w]", "", word.casefold()).replace("severity", "sev")


def take_severity(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    """State a severity whose word means one of the archive's; otherwise a person is asked and the word stays."""
    found = read_severity(str(value), choices)
    if found is None:
        foreign.need(
            "severity", f"{said} is none of this archive's severities: map it with --severity '{shown_value(value)}=SEVERITY'"
        )
        return False
    return foreign.state(target, found, said) or target in foreign.values


def _take_text(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    del choices
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    text = str(value).strip() if target == "summary" else " ".join(str(value).split())
    return isinstance(value, str) and foreign.state(target, text, said)


def _take_id(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    """State an id. A bare number is none: every text with that number in it would become a link."""
    return not str(value).strip("# ").isdigit() and _take_text(foreign, target, value, said, choices)


def _take_list(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    """Add names to a list; several fields of the source may mean the same one."""
    del choices
    words = list_of(value)
    if words is None:
        return False
    before = foreign.values.get(target, [])
    foreign.values.pop(target, None)
    foreign.state(target, list(dict.fromkeys([*before, *words])), said)
    return True


def list_of(value: Any) -> list[str] | None:
    """Names out of a list, of a text with commas, or of mappings that have names; None for anything else."""
    if isinstance(value, str):
        return [word for part in re.split(r",|;", value) if (word := part.replace("`", "").strip().strip("*[]'\""))] or None
    if not isinstance(value, list):
        return None
    words: list[str] = []
    for entry in value:
        name = (
            next((entry[key] for key in ("name", "title", "id") if isinstance(entry.get(key), str)), None)
            if isinstance(entry, dict)
            else entry
        )
        if not isinstance(name, str):
            return None
        words += [" ".join(name.split())] if name.strip() else []
    return words or None


def _take_term(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    words = {
        _bare(name): word for word, term in getattr(choices.settings, _TAXONOMIES[target]).items() for name in (word, term.label)
    }
    found = words.get(_bare(value)) if isinstance(value, str) else None
    return found is not None and foreign.state(target, found, said)


def _take_causes(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    words = {_bare(name): word for word, term in choices.settings.root_causes.items() for name in (word, term.label)}
    found = [words.get(_bare(word)) for word in list_of(value) or []]
    return bool(found) and None not in found and foreign.state(target, found, said)


def _take_choice(options: tuple[str, ...]) -> Callable[..., bool]:
    def take(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
        del choices
        return str(value).lower() in options and foreign.state(target, str(value).lower(), said)

    return take


def _take_reference(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    del target, choices
    found = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str) and re.match(r"https?://\S+$", entry.strip()):
            found.append({"title": entry.strip(), "url": entry.strip()})
        elif isinstance(entry, dict) and isinstance(entry.get("url"), str):
            title = entry.get("title") or entry.get("name") or entry["url"]
            found.append(
                {"title": str(title), **{key: entry[key] for key in ("url", "archive_url") if isinstance(entry.get(key), str)}}
            )
        else:
            return False
    for link in found:
        add_reference(foreign, link, said)
    return True


def add_reference(foreign: Foreign, link: dict[str, str], said: str) -> None:
    """Add a source or further reading, once."""
    links = foreign.values.setdefault(target := "references", [])
    if all(link["url"] != other["url"] for other in links):
        links.append(link)
        foreign.read.append(Reading(target, link["url"], said))


def _take_archive_url(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    del target, choices
    links = foreign.values.get("references") or []
    if not links or not isinstance(value, str):
        return False
    links[0]["archive_url"] = value
    foreign.read.append(Reading("references", value, said))
    return True


def _take_related(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    del choices
    found = []
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str):
            found.append({"incident": entry.strip()})
        elif (
            isinstance(entry, dict) and isinstance(entry.get("incident"), str) and entry.get("type", "related") in RELATION_TYPES
        ):
            found.append({key: entry[key] for key in ("incident", "type", "note") if isinstance(entry.get(key), str)})
        else:
            return False
    return foreign.state(target, found, said)


def _take_mapping(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    del choices
    if target == "impact" and isinstance(value, str) and " " in value:  # "major" is a severity of its own kind
        value = {"summary": value}
    if not isinstance(value, dict):
        return False
    if target == "extra":
        foreign.values.setdefault("extra", {}).update(value)
        return True
    numbers = all(str(value[key]).isdigit() for key in ("users", "requests_failed") if key in value)
    return numbers and all(isinstance(inner, str) for inner in value.values()) and foreign.state(target, value, said)


def _take_truth(foreign: Foreign, target: str, value: Any, said: str, choices: Choices) -> bool:
    del choices
    return str(value).lower() in ("true", "false") and foreign.state(target, str(value).lower() == "true", said)


TAKERS: dict[str, Callable[..., bool]] = {
    **dict.fromkeys(TIMES, take_time),
    **dict.fromkeys(LISTS, _take_list),
    **dict.fromkeys(_TAXONOMIES, _take_term),
    **dict.fromkeys(("organisation", "summary"), _take_text),
    "id": _take_id,
    "severity": take_severity,
    "root_causes": _take_causes,
    "status": _take_choice(STATUSES),
    "visibility": _take_choice(VISIBILITIES),
    "references": _take_reference,
    "related": _take_related,
    "archive_url": _take_archive_url,
    "impact": _take_mapping,
    "extra": _take_mapping,
    "third_party": _take_truth,
}
"""By field, what states a value of it: `take(foreign, field, value, what the source says, choices)` is True where it fits."""
