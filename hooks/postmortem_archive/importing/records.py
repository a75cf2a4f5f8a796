"""One record of an export as a postmortem: mapped fields, sections out of texts, and all the rest in the report."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from postmortem_archive.importing.fields import target_of
from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Reading
from postmortem_archive.importing.headers import Header, plain
from postmortem_archive.importing.paths import leaves, look_up, steps_of
from postmortem_archive.importing.prose import Part, read_prose
from postmortem_archive.importing.words import words_for
from postmortem_archive.reading.headings import TITLES, section_kind
from postmortem_archive.reading.schema import FrontMatterSchema

BODY = ("postmortem_body", "body", "text", "markdown", "content", "postmortem", "retrospective", "description", "details")
"""Names that hold a whole text; the first of them that a record has is the body."""
_GATHERED = ("references", "tags", "services", "teams")
"""Fields to which several paths may add."""
_USUAL = {
    "at": ["at", "occurred_at", "time", "timestamp", "created_at"],
    "text": ["text", "event", "description", "body", "summary", "title", "message"],
}
"""The names that time and words of an event have where no map says them."""
_OF_THE_TOOL = re.compile(r"(?:\w+_)?id|(?:created|updated|display)_at|affected_components|custom_tweet")
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
SPECIAL = ("body", "timeline", "timeline.at", "timeline.text", "records")
READY = "@"
"""What a map holds besides its targets when it began with a ready one, which names all that its tool returns."""


@cache
def ready_maps() -> dict[str, dict[str, Any]]:
    """The maps for hosted tools, by name."""
    text = files("postmortem_archive.importing").joinpath("maps.yml").read_text(encoding="utf-8")
    maps: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return maps


def is_target(name: str) -> bool:
    """True for what a map may fill: a field of the front matter, the body, the timeline, or a section of its own."""
    return name in FrontMatterSchema.model_fields or name in SPECIAL or (name.startswith("#") and bool(name.strip("# ")))


def pairs_of(choices: Choices, record: dict[str, Any]) -> list[tuple[str, str]]:
    """(target, path): what was said, and behind it what the record's names say by themselves of whatever no map uses."""
    said = [
        (target, path) for target, paths in choices.maps.items() if target not in ("records", READY) for path in paths.split("\n")
    ]
    if READY in choices.maps:
        return said
    targets = {target for target, _ in said}
    keys = {path if path in record else steps_of(path)[0][0] for _, path in said}
    rest = {key: value for key, value in record.items() if key not in keys}
    return [*said, *((target, key) for target, key in _known_names(rest, targets) if target not in targets)]


def _known_names(record: dict[str, Any], targets: Collection[str]) -> Iterator[tuple[str, str]]:
    """(target, name) of each name of a record that tells what it holds; `targets` are filled already."""
    body = next((name for name in BODY if isinstance(record.get(name), str)), None) if "body" not in targets else None
    titled = any(target_of(key) == "title" for key in record)
    for key, value in record.items():
        kind = section_kind(key.replace("_", " ")) if isinstance(value, str) and " " in value else None
        target = target_of(key)
        if key == body:
            yield "body", key
        elif key.casefold() == "name" and not titled:
            yield "title", key
        elif kind and (target is None or target in ("summary", "root_causes", "impact")):
            yield f"## {TITLES[kind]}", key
        elif kind == "timeline" or (key in ("timeline", "events", "incident_updates", "updates") and isinstance(value, list)):
            yield "timeline", key
        elif target and key not in words_for("generator"):
            yield target, key


def read_record(piece: Piece, record: dict[str, Any], part: str, form: str, choices: Choices) -> Foreign:
    """One incident out of one record. Values that no map names are in the report, with their paths."""
    used: set[str] = set()
    values: dict[str, Any] = {}
    names: dict[str, str] = {}
    sections: list[str] = []
    said: list[Reading] = []
    absent: set[str] = set()
    body = ""
    pairs = pairs_of(choices, record)
    for target, path in pairs:
        if target in ("timeline.at", "timeline.text") or (target in values and target not in _GATHERED):
            continue
        places: set[str] = set()
        found = look_up(record, path, places)
        if target == "timeline" and isinstance(found, list) and places == {path}:
            places.clear()  # each entry has more than its time and its words: what is not shown is left out
        used |= places
        if found is None:
            absent.add(path)
            continue
        if target == "body":
            body = _text(found)
            said.append(Reading("body", path, "the whole text"))
        elif target == "timeline" or target.startswith("#"):
            heading = "Timeline" if target == "timeline" else target.strip("# ")
            text = _timeline(found, pairs, path, used) if target == "timeline" else _text(found)
            if text:
                sections.append(f"## {heading}\n\n{text}")
                said.append(Reading("section", heading, f"record: '{path}'"))
        elif target in values:
            values[target] = [*_as_list(values[target]), *_as_list(found)]
            names[target] = f"{names[target]}, {path}"
        else:
            values[target], names[target] = plain(found), path
    for key in ("started_at", "detected_at"):
        if key in values and "date" not in values:
            values["date"], names["date"] = values[key], names[key]
    rest = [(place, text) for place, text in leaves(record) if not _is_used(place, used)]
    text = "\n\n".join(one.strip("\n") for one in [*sections, body] if one.strip())
    header = Header("record", values, text, names=names)
    foreign = read_prose(piece, Part("\n".join(text for _, text in leaves(record)), name=part), form, choices, header)
    foreign.read += said
    foreign.absent = absent
    foreign.left_out += [f"{place}: {text}" for place, text in rest]
    return foreign


def _is_used(place: str, used: set[str]) -> bool:
    return any(place == one or place.startswith(f"{one}.") for one in used)


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [plain(value)]


def _text(value: Any) -> str:
    """A text out of a value: paragraphs of a list, and `key: value` bullets of a mapping."""
    if isinstance(value, list):
        return "\n".join(entry if isinstance(entry, str) and "\n" in entry else f"- {_text(entry)}" for entry in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_text(inner)}" for key, inner in value.items() if inner not in (None, ""))
    return str(value).replace("\r\n", "\n").strip("\n")


def _timeline(value: Any, pairs: Sequence[tuple[str, str]], path: str, used: set[str]) -> str:
    """Entries out of a list of events, the first of them first; a text stays as it is."""
    if not isinstance(value, list):
        return _text(value)
    keys = {name: [path for target, path in pairs if target == f"timeline.{name}"] or _USUAL[name] for name in ("at", "text")}
    entries = []
    for index, entry in enumerate(value):
        place = f"{path}.{index}"
        if not isinstance(entry, dict):
            used.add(place)
            entries.append(("", _text(entry)))
            continue
        shown: set[str] = set()
        at, said = (next((one for key in keys[name] if (one := look_up(entry, key, shown))), "") for name in ("at", "text"))
        rest = {key: one for key, one in entry.items() if key not in shown and _says_more(key, one)}
        used.update(f"{place}.{key}" for key in (*shown, *rest))
        words = [_text(said).replace("\n", "\n  "), f"({_text(rest)})" if rest else ""]
        entries.append((_text(at), " ".join(word for word in words if word)))
    times = [at for at, _ in entries]
    if all(map(_ISO.match, times)) and times == sorted(times, reverse=True):
        entries.reverse()  # a status page has the last word on top
    return "\n".join(f"- {' '.join(word for word in entry if word)}" for entry in entries if any(entry))


def _says_more(key: str, value: Any) -> bool:
    """True for what belongs to the words of an event: who said it, in which state. Numbers of records and switches do not."""
    return value not in (None, "", [], {}) and not isinstance(value, bool) and not _OF_THE_TOOL.fullmatch(key)
