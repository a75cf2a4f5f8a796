"""`postmortem import`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from postmortem_archive.archive import Archive
from postmortem_archive.checking import check_archive
from postmortem_archive.commands.completing import complete_import_format, complete_map, complete_zone
from postmortem_archive.commands.locate import archive_option, one_sentence, open_archive
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.importing import Plan, carry_out, gather, make_plan
from postmortem_archive.importing.foreign import Choices
from postmortem_archive.importing.formats import FORMATS
from postmortem_archive.importing.paths import BadPath, steps_of
from postmortem_archive.importing.records import READY, is_target, ready_maps
from postmortem_archive.importing.report import report_json, report_text, summarise
from postmortem_archive.reading.schema import FrontMatterSchema
from postmortem_archive.settings import load_settings
from postmortem_archive.words import did_you_mean
from postmortem_archive.zones import UnknownZone, read_zone

_FORMATS = "How the sources are written; without it, each file is looked at. " + ", ".join(FORMATS) + "."

_MAPS = f"A field of a JSON or CSV record; or @NAME for a ready map: {', '.join(ready_maps())}."


@click.command("import")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--to",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder to write to.  [default: the archive's postmortems]",
)
@click.option("--format", "form", metavar="NAME", help=_FORMATS, shell_complete=complete_import_format)
@click.option("--map", "maps", metavar="FIELD=PATH", multiple=True, help=_MAPS, shell_complete=complete_map)
@click.option("--severity", "severities", metavar="WORD=SEVERITY", multiple=True, help="What a severity of the sources is here.")
@click.option(
    "--timezone",
    metavar="ZONE",
    help="The zone of every time in the sources that names none.",
    shell_complete=complete_zone,
)
@click.option("--organisation", metavar="NAME", help="Whose incidents these are.")
@click.option(
    "--only",
    metavar="PATTERN",
    multiple=True,
    help="Of folders and repositories, only the files that match, as in 'docs/incidents/*.md'.",
)
@click.option("--encoding", default="utf-8", show_default=True, help="Of sources that are not in UTF-8.")
@click.option("--normalise", is_flag=True, help="Give known sections their standard headings.")
@click.option("--force", is_flag=True, help="Replace files that are there and differ.")
@click.option("--dry-run", is_flag=True, help="Report, and write nothing.")
@click.option("--report-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to report.")
@archive_option
def import_(
    given: Path | None,
    sources: tuple[str, ...],
    folder: Path | None,
    form: str | None,
    maps: tuple[str, ...],
    severities: tuple[str, ...],
    timezone: str | None,
    organisation: str | None,
    only: tuple[str, ...],
    encoding: str,
    normalise: bool,
    force: bool,
    dry_run: bool,
    report_format: str,
) -> None:
    """Bring in postmortems that were written for something else.

    A SOURCE is a file, a folder, a git repository on disk (also a bare one), a pattern in quotes, or - for standard input. Each
    incident becomes one file in this archive's format: front matter with what the source states, and below it the author's words.
    What the source does not state is left out. Files that are there are never overwritten without --force.

    The report says for each file what was read and where, what is inferred, what stays prose, what was left out, word for word,
    and what only a person can settle. It goes to standard output, the summary to standard error.

    Exit code 0 when everything was imported or is there already, 1 when a source could not be read or another file is in the
    place of a result, 2 when the command was called wrongly.
    """
    archive, folder = _target(given, folder)
    choices = Choices(
        archive.settings,
        form,
        _read_maps(maps),
        dict(_read_pairs(severities, "--severity", archive.settings.severities)),
        timezone,
        organisation,
        encoding,
        normalise,
    )
    _check(choices)
    pieces, unread = gather(sources, only, folder)
    with one_sentence():
        plan = make_plan(pieces, folder, choices, force, {name: one.slug for name, one in archive.names.items()})
    plan.unread[:0] = unread
    _check_results(archive, plan)
    if not dry_run:
        carry_out(plan)
    if report_format == "json":
        click.echo(report_json(plan, _shown))
    else:
        click.echo("\n".join(report_text(plan, _shown)))
    for entry in _idle(maps, plan):
        click.echo(f"--map {entry}: no record has this path", err=True)
    click.echo(summarise(plan, dry_run), err=True)
    if not plan.planned and not plan.unread:
        click.echo("the sources hold no Markdown or text file; name a file of another kind by itself, with --format", err=True)
    if plan.failed or not plan.planned:
        raise SystemExit(1)


def _idle(maps: Sequence[str], plan: Plan) -> list[str]:
    """The entries, said by hand, that found nothing in any record."""
    absent = set.intersection(*(one.foreign.absent for one in plan.planned)) if plan.planned else set()
    return [entry for entry in maps if not entry.startswith("@") and entry.partition("=")[2].strip() in absent]


def _shown(path: Path) -> str:
    """The path from where the person stands; in full where the file is elsewhere."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _check_results(archive: Archive, plan: Plan) -> None:
    """Say in the report what `postmortem check` will find wrong with the results, but for what it says already."""
    folder = archive.settings.postmortems
    drafts = {f"{folder}/{one.path.relative_to(plan.folder).as_posix()}": one for one in plan.planned}
    slugs = {one.slug for one in plan.planned}
    others = tuple(draft for draft in archive.drafts if draft.slug not in slugs)
    imported = tuple(replace(one.draft, path=path) for path, one in drafts.items())
    with one_sentence():
        problems = check_archive(replace(archive, drafts=(*others, *imported)), only=frozenset(drafts))
    for problem in problems:
        if problem.level == "error" and problem.rule not in ("missing-date", "time-without-zone"):
            said = f"line {problem.line} of the new file: {problem.message} [{problem.rule}]"
            drafts[problem.path].foreign.need("result", said)


def _target(given: Path | None, folder: Path | None) -> tuple[Archive, Path]:
    """The archive whose settings hold, and the folder to write to. Raises Misuse where neither is known."""
    if folder is not None and folder.exists() and not folder.is_dir():
        raise Misuse(f"--to {folder}: is not a folder")
    try:
        archive = open_archive(given, beginning=True)
    except Misuse:
        if folder is None or given is not None:
            raise
        with one_sentence():
            archive = Archive(load_settings(folder), ())
    if folder is None:
        folder = archive.root / archive.settings.postmortems
    return archive, folder


def _read_maps(given: Sequence[str]) -> dict[str, str]:
    """By target: its paths, one a line, in the order in which they are tried; "records" is where they stand, READY names the
    ready maps."""
    maps: dict[str, list[str]] = {}
    for entry in given:
        if entry.startswith("@"):
            ready = ready_maps().get(entry[1:])
            if ready is None:
                raise Misuse(f"--map {entry}: there is no such map{did_you_mean(entry[1:], ready_maps())}")
            maps.setdefault("records", [str(ready["records"])])
            maps.setdefault(READY, []).append(entry)
            for target, path in ready["map"]:
                maps.setdefault(target, []).append(path)
            continue
        target, sign, path = (part.strip() for part in entry.partition("="))
        if not sign or not target or not path:
            raise Misuse(f"--map '{entry}': write FIELD=PATH, as in --map severity=priority.name")
        if not is_target(target):
            raise Misuse(
                f"--map '{entry}': there is no field '{target}'{did_you_mean(target, [*FrontMatterSchema.model_fields, 'body'])}"
            )
        try:
            steps_of(path)
        except BadPath as error:
            raise Misuse(f"--map '{entry}': {error}") from error
        maps.setdefault(target, []).insert(0, path)  # what is said by hand comes before a ready map
    return {target: "\n".join(dict.fromkeys(paths)) for target, paths in maps.items()}


def _read_pairs(given: Sequence[str], option: str, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    options = list(known)
    for entry in given:
        word, sign, target = (part.strip() for part in entry.rpartition("="))
        if not sign or not word or not target:
            raise Misuse(f"{option} '{entry}': write WORD=SEVERITY, as in {option} outage=SEV1")
        if target not in options:
            raise Misuse(f"{option} '{entry}': there is no severity '{target}'{did_you_mean(target, options)}")
        yield word, target


def _check(choices: Choices) -> None:
    """Raises Misuse with everything that is wrong with what was said."""
    wrong = []
    if choices.format is not None and choices.format not in FORMATS:
        wrong.append(f"--format {choices.format}: there is no such format{did_you_mean(choices.format, FORMATS)}")
    if choices.timezone is not None:
        try:
            read_zone(choices.timezone)
        except UnknownZone as error:
            wrong.append(f"--timezone: {error}")
    try:
        "".encode(choices.encoding)
    except LookupError:
        wrong.append(f"--encoding {choices.encoding}: there is no such encoding; there are utf-8, windows-1252, utf-16 and so on")
    if wrong:
        raise Misuse("\n".join(wrong))
