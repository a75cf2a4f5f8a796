"""What an import will do: every file with its name and text, decided before the first byte is written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from postmortem_archive.importing.attachments import Belongings, resolve_links, settle_links
from postmortem_archive.importing.beginning import take_back_start
from postmortem_archive.importing.foreign import Choices, Foreign, Need, Piece, Unread
from postmortem_archive.importing.formats import read_piece
from postmortem_archive.importing.losses import find_losses
from postmortem_archive.importing.normalising import normalise
from postmortem_archive.importing.slugs import choose_slugs
from postmortem_archive.importing.summing import sum_up
from postmortem_archive.importing.values import add_reference
from postmortem_archive.importing.writing import render
from postmortem_archive.reading import Draft, read_draft

NEW, UNCHANGED, CONFLICT, REPLACED = "new", "unchanged", "conflict", "replaced"


@dataclass
class Planned:
    """One incident of the import: where it goes, what goes there, and what happens to what is there already."""

    foreign: Foreign
    slug: str
    path: Path
    text: str
    files: dict[Path, bytes]
    draft: Draft
    state: str = NEW

    @property
    def needs(self) -> list[Need]:
        """What only a person can settle."""
        return self.foreign.needs


@dataclass
class Plan:
    """Everything that an import found and will do."""

    folder: Path
    planned: list[Planned] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """True when something that was to be imported will not be: unreadable, or another file is in its place."""
        return any(one.state == CONFLICT for one in self.planned) or any(not one.skipped for one in self.unread)


def make_plan(
    pieces: Sequence[Piece], folder: Path, choices: Choices, force: bool = False, known: Mapping[str, str] | None = None
) -> Plan:
    """Read every piece and decide on names and links. `known` are the slugs of the archive's own incidents, by slug and id."""
    known = known or {}
    plan = Plan(folder)
    found: list[Foreign] = []
    for piece in pieces:
        for one in read_piece(piece, choices):
            if isinstance(one, Unread):
                plan.unread.append(one)
            else:
                found.append(one)
    for one in found:
        _add_provenance(one)
    slugs = choose_slugs(found, folder)
    _keep_ids_apart(found, slugs, known)
    by_place = {
        (id(one.piece.tree), one.piece.path): slug for one, slug in reversed(list(zip(found, slugs, strict=True))) if not one.part
    }
    _relate(found, slugs, known)
    belongings = []
    for one in found:
        if choices.normalise:
            normalise(one)
        belongings.append(resolve_links(one, by_place))
    folders = frozenset(slug for slug, own in zip(slugs, belongings, strict=True) if own.files)
    for one, slug, own in zip(found, slugs, belongings, strict=True):
        plan.planned.append(_plan_one(one, slug, own, folders, folder, choices, force))
    return plan


def _plan_one(
    one: Foreign, slug: str, own: Belongings, folders: frozenset[str], folder: Path, choices: Choices, force: bool
) -> Planned:
    in_folder = bool(own.files)
    body = settle_links(own.body, in_folder, folders)
    settled = [replace(reading, value=settle_links(reading.value, in_folder, folders)) for reading in one.read]
    one.read = [reading for reading in settled if reading.said != f"was '{reading.value}'"]
    text = render(one, body)
    path = folder / slug / "index.md" if in_folder else folder / f"{slug}.md"
    draft = read_draft(path.name, slug, text.encode("utf-8", "replace"), choices.settings)
    if take_back_start(one, draft):
        text = render(one, body)
        draft = read_draft(path.name, slug, text.encode("utf-8", "replace"), choices.settings)
    sum_up(one, draft)
    one.left_out += find_losses(one.text, [text, one.report_text()])
    files = {path: text.encode("utf-8", "replace"), **{path.parent / name: content for name, content in own.files.items()}}
    planned = Planned(one, slug, path, text, files, draft)
    planned.state = _state(planned, folder, force)
    return planned


def _state(planned: Planned, folder: Path, force: bool) -> str:
    """What there is already where the incident goes."""
    other = folder / f"{planned.slug}.md" if planned.path.name == "index.md" else folder / planned.slug
    there = [path for path in planned.files if path.exists() or path.is_symlink()]
    if not there and not (other.is_file() or (other / "index.md").is_file()):
        return NEW
    if all(path.is_file() and path.read_bytes() == content for path, content in planned.files.items()):
        return UNCHANGED
    return REPLACED if force and all(path.is_file() and not path.is_symlink() for path in there) and there else CONFLICT


def _keep_ids_apart(found: Sequence[Foreign], slugs: Sequence[str], known: Mapping[str, str]) -> None:
    """An id is one incident's: the second that claims it goes without, and a person is told."""
    holders: dict[str, Foreign] = {}
    for one, slug in zip(found, slugs, strict=True):
        name = one.values.get("id")
        if not isinstance(name, str):
            continue
        holder = holders[name].name if name in holders else known.get(name, slug)
        if holder != slug:
            del one.values["id"]
            one.need("same-id", f"the id '{name}' is that of {holder} already, so it is left out here")
        else:
            holders[name] = one


def _relate(found: Sequence[Foreign], slugs: Sequence[str], known: Mapping[str, str]) -> None:
    """Relations that the sources state by id, file name or path name the new slugs; one that leads nowhere is reported."""
    names = {name.casefold(): slug for name, slug in known.items()}
    for one, slug in zip(found, slugs, strict=True):
        for name in (
            slug,
            one.values.get("id"),
            one.piece.stem if not one.part else None,
            one.piece.path if not one.part else None,
        ):
            if isinstance(name, str) and name:
                names[name.casefold()] = slug
    for one, slug in zip(found, slugs, strict=True):
        related = []
        for relation in one.values.get("related", ()):
            name = relation["incident"]
            plain = re.sub(r"\.(?:md|markdown|mdx|qmd)$", "", name.strip("/")).rpartition("/")[2].casefold()
            target = names.get(name.casefold()) or names.get(plain)
            if target and target != slug:
                related.append({**relation, "incident": target})
            else:
                one.need("relation", f"the source relates this to '{name}', which is not among what is imported: left out")
        if "related" in one.values:
            one.values["related"] = related


def _add_provenance(one: Foreign) -> None:
    """Where the source is found, under `references`, as far as that is known."""
    url = one.piece.tree.url(one.piece.path) if one.piece.tree else None
    if url:
        add_reference(one, {"title": "Imported from", "url": url}, f"the repository of {one.piece.name}")


def carry_out(plan: Plan) -> None:
    """Write what is new or to be replaced. Each file appears whole or not at all."""
    for one in plan.planned:
        if one.state not in (NEW, REPLACED):
            continue
        for path, content in one.files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(f".{path.name}.partial")
            partial.write_bytes(content)
            os.replace(partial, path)  # noqa: PTH105 - the same as Path.replace
