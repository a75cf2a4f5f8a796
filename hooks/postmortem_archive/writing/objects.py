"""Messages and alerts out of JSON, by the names that their fields have in the exports of the common tools.

Known by their shape: Slack (`ts`, `text`, `user`), Alertmanager (`startsAt`, `endsAt`, `labels`, `annotations`), PagerDuty
(`created_at`, `summary`), and any list of objects that have a time and a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from postmortem_archive.reading.stamps import Stamp, read_stamp
from postmortem_archive.writing.entry import Entry, LeftOut

TIMES = tuple(
    "ts startsAt starts_at activeAt occurred_at created_at createdAt created timestamp @timestamp datetime date_time time at "
    "when triggered_at started_at start_time date sent_at sentAt".split()
)
TEXTS = tuple("text message content body summary title description msg event note details name".split())
WHO = tuple("user_name username user_profile author sender from user agent actor nick by who bot_profile".split())
_NAMES = ("display_name", "real_name", "name", "username", "summary", "displayName", "email", "id")
ALERTS = ("alertname", "alert_name", "alertName", "alert")
_JOINED = {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "group_join", "group_leave"}
_DEEPEST = 8


def read_objects(content: Any) -> Iterator[Entry | LeftOut]:
    """Every object that has a time and a text; the others of the same lists are left out by name."""
    lists = list(_lists(content, "", 0))
    timed = [(path, found) for path, found in lists if any(_time(one)[0] for one in found)]
    names = _people(found for _, objects in timed for found in objects)
    for path, found in timed:
        for number, one in enumerate(found, 1):
            yield from _entries(one, f"{path or 'object'} {number}", names)


def _lists(content: Any, path: str, depth: int) -> Iterator[tuple[str, list[Mapping[str, Any]]]]:
    """Every list of objects that is not inside an object with a time of its own, with the names that lead to it."""
    if depth > _DEEPEST:
        return
    if isinstance(content, list):
        objects = [one for one in content if isinstance(one, Mapping)]
        plain = [one for one in objects if _time(one)[0]]
        if plain:
            yield path, objects
            return
        for one in objects:
            yield from _lists(one, path, depth + 1)
    elif isinstance(content, Mapping):
        if _time(content)[0] and _text(content):
            inner = [
                found for key, value in content.items() if isinstance(value, list) for found in _lists(value, key, depth + 1)
            ]
            if not inner:
                yield path, [content]
            yield from inner
            return
        for key, value in content.items():
            if isinstance(value, list | Mapping):
                yield from _lists(value, key, depth + 1)


def _people(objects: Any) -> dict[str, str]:
    """Names of users by id, as far as their own messages tell."""
    found = {}
    for one in objects:
        profile = one.get("user_profile")
        if isinstance(profile, Mapping) and isinstance(one.get("user"), str) and (name := _name(profile)):
            found[one["user"]] = name
    return found


def _entries(one: Mapping[str, Any], where: str, names: Mapping[str, str]) -> Iterator[Entry | LeftOut]:
    field, value = _time(one)
    text, alert = _text(one), _alert(one)
    if not field:
        yield LeftOut(where, text or str(one), "it has no time")
        return
    at = _moment(value)
    if at is None:
        yield LeftOut(where, text or str(value), f"its {field} '{str(value)[:40]}' is no time that can be read")
        return
    if str(one.get("subtype")) in _JOINED:
        yield LeftOut(where, text, "it is about the channel")
        return
    slack = field == "ts" and "text" in one
    if slack:
        text = re.sub(r"<@([A-Z0-9]+)>", lambda found: f"<@{found[1]}|{names.get(found[1], found[1])}>", text)
        text = "\n".join([text, *(f"[file] {name}" for name in _files(one))]).strip("\n")
    if alert and (field in ("startsAt", "starts_at", "activeAt") or "labels" in one):
        yield Entry(at, f"Alert {alert} fired" + (f": {text}" if text and text != alert else ""), alert=alert, where=where)
        end = _moment(one.get("endsAt") or one.get("ends_at"))
        if end is not None and not (isinstance(end, datetime) and end.year < 1970) and one.get("status") != "firing":
            yield Entry(end, f"Alert {alert} ended", where=where)
        return
    if not text:
        yield LeftOut(where, str(dict(one)), "it has no text")
        return
    yield Entry(at, text, _who(one, names), alert, where, slack)


def _time(one: Mapping[str, Any]) -> tuple[str, Any]:
    for name in TIMES:
        value = one.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return name, value
    return "", None


def _text(one: Mapping[str, Any]) -> str:
    for source in (_inside(one, "annotations"), one):
        for name in TEXTS:
            value = source.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
            if isinstance(value, Mapping) and isinstance(value.get("summary"), str):
                return str(value["summary"]).strip()
    attached = [found for part in _parts(one) if (found := part.get("text") or part.get("fallback") or part.get("title"))]
    return "\n".join(str(found) for found in attached)


def _inside(one: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = one.get(name)
    return value if isinstance(value, Mapping) else {}


def _parts(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    value = one.get("attachments")
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def _files(one: Mapping[str, Any]) -> list[str]:
    value = one.get("files")
    return [str(part.get("name")) for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def _alert(one: Mapping[str, Any]) -> str:
    for source in (_inside(one, "labels"), one):
        for name in ALERTS:
            value = source.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
    return ""


def _who(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    for field in WHO:
        value = one.get(field)
        if isinstance(value, Mapping):
            value = _name(value)
        if isinstance(value, str) and value.strip():
            return names.get(value, value).strip()
    return ""


def _name(profile: Mapping[str, Any]) -> str:
    return next((str(profile[name]) for name in _NAMES if isinstance(profile.get(name), str) and profile[name]), "")


def _moment(value: Any) -> datetime | Stamp | None:
    """Seconds or milliseconds since 1970, or a time as text; None for anything else."""
    text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if re.fullmatch(r"\d{9,14}(?:\.\d+)?", text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
    try:
        exact = datetime.fromisoformat(text)
        if exact.tzinfo is not None:
            return exact
    except ValueError:
        pass
    try:
        return read_stamp(text)
    except ValueError:
        return None
