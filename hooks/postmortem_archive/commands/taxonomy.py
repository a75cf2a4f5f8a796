"""`postmortem taxonomy`: the words, and files that follow when one changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from postmortem_archive.commands.locate import (
    Selection,
    archive_option,
    find_root,
    one_sentence,
    open_archive,
    select,
    shown_path,
)
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.reading.frontmatter import Unreadable
from postmortem_archive.rewriting.files import replace_content
from postmortem_archive.rewriting.kinds import kinds_of, migrate_kinds
from postmortem_archive.rewriting.migrate import Change, Migration, Step, changes_of, migrate
from postmortem_archive.settings import Settings, load_settings
from postmortem_archive.taxonomy import FIELDS, TAXONOMIES, Term, default_taxonomy, in_use
from postmortem_archive.words import did_you_mean

FREE_FIELDS = ("organisation", "services", "teams", "alerts", "tags", "contributing_factors")
"""Fields whose words are the author's own; they can be renamed too."""
KINDS = "action_kinds"
TAXONOMY_OF = {**FIELDS, KINDS: KINDS}
"""The kinds of action items stand in the body, not in a field, and are named as one."""


@click.group()
def taxonomy() -> None:
    """Show the words to classify with, and rewrite those that changed."""


@taxonomy.command("list")
@click.argument("names", nargs=-1, metavar="[TAXONOMY]...", type=click.Choice(TAXONOMIES))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to show them."
)
@archive_option
def list_terms(given: Path | None, names: tuple[str, ...], form: str) -> None:
    """List the words of the archive: the default ones, and what its settings change.

    With a TAXONOMY only its words: severities, triggers, root_causes, mitigations, detected_by, action_kinds.
    """
    with one_sentence():
        settings = load_settings(find_root(given))
    chosen: dict[str, dict[str, Term]] = {name: getattr(settings, name) for name in names or TAXONOMIES}
    if form == "json":
        known = default_taxonomy()
        terms = {name: {word: term.model_dump() for word, term in words.items()} for name, words in chosen.items()}
        studies = {name: {"title": study.title, "url": study.url} for name, study in known.studies.items()}
        click.echo(json.dumps({"version": known.version, "studies": studies, "terms": terms}, indent=2, ensure_ascii=False))
        return
    click.echo("\n\n".join(f"{name}\n" + "\n".join(_lines(words)) for name, words in chosen.items()))


def _lines(words: dict[str, Term]) -> list[str]:
    width = max(map(len, words), default=0)
    lines = []
    for word, term in words.items():
        text = term.description or term.label
        if gone := term.deprecated:
            since = f" since {gone.since}" if gone.since else ""
            instead = f"write {' or '.join(gone.replaced_by)}" if gone.replaced_by else gone.note or "leave it out"
            text = f"deprecated{since}: {instead}"
        elif term.synonyms:
            text += f" Also: {', '.join(term.synonyms)}."
        lines.append(f"  {word:{width}}  {text}")
    return lines


@taxonomy.command("migrate")
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--from", "old", metavar="OLD", help="Only this word; it need not be deprecated.")
@click.option("--to", "new", metavar="NEW", help="The word that it becomes.")
@click.option("--field", type=click.Choice([*TAXONOMY_OF, *FREE_FIELDS]), help="The field, where OLD and NEW do not tell.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done.")
@archive_option
def migrate_terms(
    given: Path | None, paths: tuple[Path, ...], old: str | None, new: str | None, field: str | None, dry_run: bool
) -> None:
    """Rewrite the words that changed, in the front matter and in action items, and not one byte more.

    Without options every deprecated word that has one replacement becomes that; what needs a person is listed. With --from and
    --to one word becomes another, such as `--from checkout --to payments --field services`. Where a list then holds a word
    twice, the second goes.

    With PATHs, only these files, and all postmortems in these folders. The exit code is 0 when nothing is left to do, 1 when
    something needs a person, and 2 when the command could not run.
    """
    archive = open_archive(given)
    changes = _changes(archive.settings, old, new, field)
    chosen = select(archive, paths) if paths else Selection(archive, frozenset(draft.path for draft in archive.drafts))
    changed = left = values = 0
    for path in sorted(chosen.paths):
        file, shown = chosen.archive.root / path, shown_path(chosen.archive, path)
        content = file.read_bytes()
        try:
            result = _migrated(content, changes, archive.settings)
        except Unreadable as error:
            left += 1
            click.echo(f"{shown}:{error.place.line}:{error.place.column}: left as it is: {error.message}", err=True)
            continue
        if result.content != content:
            changed, values = changed + 1, values + len(result.done)
            if not dry_run:
                replace_content(file, result.content)
        left += len(result.left)
        _report(shown, result, changed=not dry_run)
    would = "would change" if dry_run else "changed"
    click.echo(f"{would} {_count(values, 'value')} in {changed} of {_count(len(chosen.paths), 'file')}", err=True)
    if left:
        click.echo(f"{left} left for a person", err=True)
        raise SystemExit(1)


def _migrated(content: bytes, changes: list[Change], settings: Settings) -> Migration:
    front = migrate(content, [change for change in changes if change.field != KINDS])
    body = migrate_kinds(front.content, {change.old: change.new for change in changes if change.field == KINDS}, settings)
    gone = len(content.splitlines()) - len(front.content.splitlines())  # lines of the front matter, above all items

    def placed(steps: Iterable[Step]) -> tuple[Step, ...]:
        return tuple(replace(step, place=replace(step.place, line=step.place.line + gone)) for step in steps)

    return Migration(body.content, front.done + placed(body.done), front.left + placed(body.left))


def _report(shown: str, result: Migration, *, changed: bool) -> None:
    """Every step, with its place in the file as it stands now."""
    for step in sorted((*result.done, *result.left), key=lambda step: (step.place.line, step.place.column)):
        place = step.after if changed else step.place
        click.echo(f"{shown}:{place.line}:{place.column}: {step.text}")


def _changes(settings: Settings, old: str | None, new: str | None, field: str | None) -> list[Change]:
    """What is asked for. Raises Misuse."""
    if old is None and new is None:
        kinds = [Change(KINDS, word, replaced_by) for word, replaced_by in kinds_of(settings).items()]
        return [change for change in (*changes_of(settings), *kinds) if field in (None, change.field)]
    if old is None or new is None:
        raise Misuse("--from and --to go together: the word in the files, and the one that it becomes")
    old, new = old.strip(), new.strip()
    if not old or not new or old == new or "\n" in new:
        raise Misuse(f"--from '{old}' --to '{new}': name two different words")
    name = field or _field_of(settings, old, new)
    if name in TAXONOMY_OF:
        terms: dict[str, Term] = getattr(settings, TAXONOMY_OF[name])
        if new not in in_use(terms):
            why = "is deprecated" if new in terms else f"is no word of {TAXONOMY_OF[name]}"
            raise Misuse(f"--to '{new}' {why}{did_you_mean(new, in_use(terms))}")
    return [Change(name, old, (new,))]


def _field_of(settings: Settings, old: str, new: str) -> str:
    """The one field whose words the two are."""
    fields = [name for name, taxonomy in TAXONOMY_OF.items() if new in getattr(settings, taxonomy)]
    fields = [name for name in fields if old in getattr(settings, TAXONOMY_OF[name])] or fields
    if len(fields) == 1:
        return fields[0]
    known = "is a word of more than one field" if fields else "is no word of any taxonomy"
    raise Misuse(f"--to '{new}' {known}: say which with --field ({', '.join(fields or [*TAXONOMY_OF, *FREE_FIELDS])})")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
