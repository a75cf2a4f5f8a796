"""What an import says of each file: what was read, what inferred, what left as prose, and what needs a person."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from postmortem_archive.importing.plan import CONFLICT, NEW, REPLACED, UNCHANGED, Plan, Planned

_STATES = {
    NEW: "new",
    UNCHANGED: "is there already, the same",
    CONFLICT: "NOT WRITTEN: another file is in its place; look at both, then move that one away or use --force",
    REPLACED: "replaces the file that is there",
}
WAYS_OUT = {
    "no-zone": "times without a time zone: say the zone once with --timezone, or set 'timezone' in mkdocs.yml",
    "no-date": "no day is stated: add 'date:' to these drafts, and rename the files",
    "ambiguous-date": "a date that can be two different days: add it by hand, with the year first",
    "publication-date": "the date may be the day of publication: correct it where the incident was earlier",
    "contradiction": "the source contradicts itself: see which is right",
    "severity": "severities that this archive does not have: map them with --severity WORD=SEVERITY",
    "title": "titles that do not tell what broke: write better ones",
    "same-name": "names that were taken: the same incident twice?",
    "same-id": "ids that another incident has: give these others, or remove the duplicates",
    "link": "links that lead to nothing: mend them, or put the files beside the postmortems",
    "relation": "relations to incidents that were not imported",
    "front-matter": "front matter that could not be read as it stands",
    "result": "the archive has a problem with the result: run postmortem check",
    "unreadable": "results that cannot be read",
}
"""What to do about each kind of need, for the end of the report."""


def report_text(plan: Plan, shown: Callable[[Path], str]) -> Iterator[str]:
    """The report for a terminal, line by line. `shown` is a path as the person can open it."""
    for one in plan.planned:
        yield f"{shown(one.path)}: {_STATES[one.state]}"
        yield f"  from       {one.foreign.name} ({one.foreign.format})"
        yield from _items("read", [f"{reading.field}: {reading.value}  [{reading.said}]" for reading in one.foreign.read])
        yield from _items("copied", sorted(path.name for path in one.files if path != one.path))
        yield from _items("inferred", one.foreign.inferred)
        yield from _items("prose", one.foreign.prose)
        yield from _items("left out", one.foreign.left_out)
        yield from _items("a person", [need.text for need in one.needs])
        yield ""
    failed = [one for one in plan.unread if not one.skipped]
    for title, some in (("not read", failed), ("passed over", [one for one in plan.unread if one.skipped])):
        for other in some:
            yield f"{other.name}: {title}: {other.why}".replace("\n", "\n    ")
    if plan.unread:
        yield ""
    yield from _asked_for(plan)


def _items(name: str, items: list[str]) -> Iterator[str]:
    for index, item in enumerate(items):
        yield f"  {name if index == 0 else '':<10} {item}".replace("\n", "\n             ").rstrip()


def _asked_for(plan: Plan) -> Iterator[str]:
    """What needs a person, counted over all files: the way out often settles many at once."""
    kinds = Counter(kind for one in plan.planned for kind in dict.fromkeys(need.kind for need in one.needs))
    if kinds:
        yield "What needs a person:"
        for kind, count in kinds.most_common():
            yield f"  {count:>4} {'file ' if count == 1 else 'files'}  {WAYS_OUT[kind]}"


def report_json(plan: Plan, shown: Callable[[Path], str]) -> str:
    """The same as data."""
    return json.dumps(
        {
            "incidents": [_as_json(one, shown) for one in plan.planned],
            "not_read": [{"source": one.name, "why": one.why} for one in plan.unread if not one.skipped],
            "passed_over": [{"source": one.name, "why": one.why} for one in plan.unread if one.skipped],
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_json(one: Planned, shown: Callable[[Path], str]) -> dict[str, Any]:
    foreign = one.foreign
    return {
        "path": shown(one.path),
        "slug": one.slug,
        "state": one.state,
        "source": foreign.name,
        "format": foreign.format,
        "read": [{"field": reading.field, "value": reading.value, "said": reading.said} for reading in foreign.read],
        "copied": sorted(path.name for path in one.files if path != one.path),
        "inferred": foreign.inferred,
        "prose": foreign.prose,
        "left_out": foreign.left_out,
        "needs": [{"kind": need.kind, "text": need.text} for need in one.needs],
    }


def summarise(plan: Plan, dry_run: bool) -> str:
    """One line: how much of what happened."""
    states = Counter(one.state for one in plan.planned)
    failed = sum(not one.skipped for one in plan.unread)
    words = [
        f"{states[NEW]} new",
        *([f"{states[REPLACED]} replaced"] if states[REPLACED] else []),
        f"{states[UNCHANGED]} unchanged",
        *([f"{states[CONFLICT]} in conflict"] if states[CONFLICT] else []),
        *([f"{failed} not read"] if failed else []),
    ]
    asked = sum(bool(one.needs) for one in plan.planned)
    tail = f"; {asked} need{'s' if asked == 1 else ''} a person" if asked else ""
    return f"{', '.join(words)}{tail}" + ("; nothing was written (--dry-run)" if dry_run else "")
