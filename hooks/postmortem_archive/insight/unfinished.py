"""What an incident had left to do on a later day, as far as its postmortem says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from postmortem_archive.incident import ActionItem, Incident
from postmortem_archive.moment import Moment

State = Literal["open", "done later", "done, day unknown", "not stated"]


@dataclass(frozen=True)
class Unfinished:
    """An action item that was not certainly done by then; `number` is its place among those of its incident, from 1."""

    item: ActionItem
    number: int
    state: State


def unfinished_at(incident: Incident, when: Moment) -> tuple[Unfinished, ...]:
    """The action items of `incident` that were open at `when`, or may have been, in the order written.

    One that is open now was open then. One that is done was open then if its day is later; where nobody wrote the day
    down, or no state at all, nothing is claimed but that.
    """
    found = ((item, number, _state(item, when)) for number, item in enumerate(incident.action_items, 1))
    return tuple(Unfinished(item, number, state) for item, number, state in found if state is not None)


def _state(item: ActionItem, when: Moment) -> State | None:
    if item.status == "open":
        return "open"
    if item.status != "done":
        return "not stated"
    if item.done is None:
        return "done, day unknown"
    return "done later" if item.done > when.day else None
