"""`postmortem search`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from postmortem_archive.commands.completing import (
    complete_extra,
    complete_service,
    complete_year,
    one_of,
    values_of,
    words_of,
)
from postmortem_archive.commands.locate import archive_option, open_archive, shown_path, tell_unread
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.wording import duration, told_title

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive
    from postmortem_archive.incident import Incident
    from postmortem_archive.search.ranking import Hit

FORMS = click.Choice(["text", "json"])
SORTS = click.Choice(["relevance", "date", "severity", "duration"])
ORDERS = click.Choice(["ascending", "descending"])


class Asking(click.Command):
    """A command whose words may begin with a hyphen, as in a pasted message."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; what is no option is told how it is asked for."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.possibilities:
                raise
            raise click.UsageError(f"{error.message} To ask for such a word, write -- before the question.", ctx) from error


@click.command(cls=Asking)
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@click.option("--service", multiple=True, shell_complete=complete_service, help="Only incidents of this service.")
@click.option("--severity", multiple=True, shell_complete=words_of("severities"), help="Only of this severity.")
@click.option("--root-cause", multiple=True, shell_complete=words_of("root_causes"), help="Only with this root cause.")
@click.option("--trigger", multiple=True, shell_complete=words_of("triggers"), help="Only set off by this.")
@click.option("--detected-by", multiple=True, shell_complete=words_of("detected_by"), help="Only those noticed this way.")
@click.option(
    "--open",
    multiple=True,
    metavar="yes|no",
    shell_complete=one_of("yes", "no"),
    help="Only with an open action item (yes), or without one (no).",
)
@click.option("--team", multiple=True, shell_complete=values_of("teams"), help="Only of this team.")
@click.option("--organisation", multiple=True, shell_complete=values_of("organisation"), help="Only of this organisation.")
@click.option("--tag", multiple=True, shell_complete=values_of("tags"), help="Only with this tag.")
@click.option("--year", type=click.IntRange(1), multiple=True, shell_complete=complete_year, help="Only of this year.")
@click.option(
    "--extra",
    "own",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=complete_extra,
    help="Only with this in a field of your own.",
)
@click.option(
    "--from", "first", metavar="DATE", default="", shell_complete=complete_year, help="Only from this day, month or year on."
)
@click.option(
    "--to", "last", metavar="DATE", default="", shell_complete=complete_year, help="Only up to this day, month or year."
)
@click.option("--sort", type=SORTS, help="What comes first.  [default: relevance, or date where nothing is asked]")
@click.option("--order", type=ORDERS, default="descending", show_default=True, help="Which way round.")
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True, help="How many incidents at most.")
@click.option("--format", "form", type=FORMS, default="text", show_default=True, help="How to show them.")
@archive_option
def search(
    given: Path | None, query: tuple[str, ...], own: tuple[str, ...], first: str, last: str, sort: Any, order: str,
    limit: int, form: str, **facets: tuple[Any, ...],
) -> None:  # fmt: skip
    """Find the incidents that answer a question.

    Any word may match; what has more of them, and rarer ones, comes first. Put quotes inside quotes around words that belong
    together: '"connection pool" exhausted'. The last word may be the beginning of one, and a word may have a typo.

    Each option that narrows may be given several times, for any of its values, but for --from and --to. Of different options an
    incident has every one. Labels stand for their words. A DATE is a year, a month or a day: 2023, 2023-06, 2023-06-30. With
    options and no question, the newest of these incidents are shown.

    What has no severity or duration comes last where it is sorted by that, either way round.

    Every incident in the archive is searched, drafts and internal ones too. How many files are not, for their errors, is said on
    standard error.
    """
    from postmortem_archive.search.asking import Request, ask
    from postmortem_archive.search.narrowing import Narrowing, UnknownValue

    wanted = {name.replace("_", "-"): [str(value) for value in values] for name, values in facets.items()}
    narrowing = Narrowing({**wanted, **_own_fields(own)}, first, last)
    request = Request(" ".join(query), narrowing, sort, order == "ascending")
    if request.by == "relevance" and request.ascending:
        raise Misuse("relevance has one order: leave out '--order ascending', or sort by date, severity or duration")
    archive = open_archive(given)
    try:
        hits, remark = ask(archive, request, limit)
    except UnknownValue as error:
        raise Misuse(str(error)) from error
    if remark:
        click.echo(remark, err=True)
    tell_unread(archive, "searched")
    if form == "json":
        click.echo(json.dumps([_as_json(hit) for hit in hits], ensure_ascii=False, indent=2))
    elif hits:
        click.echo("\n\n".join("\n".join(_as_text(archive, hit, request.by)) for hit in hits))


def _own_fields(given: Iterable[str]) -> dict[str, list[str]]:
    """The values of --extra by the name of their facet."""
    wanted: dict[str, list[str]] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise Misuse(f"--extra '{one}': write the name of the field, = and the value, such as region=eu")
        wanted.setdefault(f"extra.{name.strip().removeprefix('extra.')}", []).append(value)
    return wanted


def _as_json(hit: Hit) -> dict[str, Any]:
    incident = hit.incident
    return {
        "slug": incident.slug,
        "title": incident.title,
        "status": incident.status,
        "date": incident.when.isoformat(),
        "severity": incident.severity,
        "duration_minutes": incident.duration_minutes,
        "path": incident.path,
        "score": hit.score,
        "section": {
            "kind": hit.section.kind or None,
            "title": hit.section.title,
            "anchor": hit.section.anchor,
            "line": hit.section.line,
        },
        "excerpt": hit.excerpt,
        "marks": [list(mark) for mark in hit.marks],
    }


def _as_text(archive: Archive, hit: Hit, sort: str) -> Iterator[str]:
    incident = hit.incident
    facts = [incident.when.day.isoformat(), *([incident.severity] if incident.severity else [])]
    facts += [_duration(incident)] if sort == "duration" else []
    facts.append(told_title(incident))
    yield click.style("  ".join(facts), bold=True)
    yield f"  {shown_path(archive, incident.path)}:{hit.section.line}"
    if hit.excerpt:
        yield f"  {hit.section.title}: {_marked(hit)}" if hit.section.title else f"  {_marked(hit)}"


def _duration(incident: Incident) -> str:
    minutes = incident.duration_minutes
    if minutes is None:
        return "duration unknown"
    return duration(minutes) if incident.is_exact("started", "resolved") else f"about {duration(minutes)}"


def _marked(hit: Hit) -> str:
    """The excerpt with the words in bold; click takes the styles off where it does not write to a terminal."""
    text, position = "", 0
    for start, end in hit.marks:
        text += hit.excerpt[position:start] + click.style(hit.excerpt[start:end], bold=True)
        position = end
    return text + hit.excerpt[position:]
