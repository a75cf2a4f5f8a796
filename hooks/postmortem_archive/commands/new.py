"""`postmortem new`."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import click

from postmortem_archive.commands.completing import complete_service, complete_template, complete_zone, words_of
from postmortem_archive.commands.locate import archive_option, find_root, one_sentence, require_archive, shown_file
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.reading.stamps import read_stamp
from postmortem_archive.settings import Settings, load_settings
from postmortem_archive.words import did_you_mean
from postmortem_archive.writing.answers import Answers, wrong_words, wrong_zone
from postmortem_archive.writing.export import Draft, UnreadableExport, read_export
from postmortem_archive.writing.filling import BrokenTemplate, Filled, fill
from postmortem_archive.writing.known import read_services
from postmortem_archive.writing.phrases import EXAMPLES, Began, read_began
from postmortem_archive.writing.templates import Template, find_template, template_names
from postmortem_archive.zones import read_zone


@dataclass(frozen=True)
class Given:
    """What stands on the command line, as it was typed."""

    title: str | None = None
    started_at: str | None = None
    timezone: str | None = None
    severity: str | None = None
    services: tuple[str, ...] = ()
    trigger: str | None = None
    root_causes: tuple[str, ...] = ()
    detected_by: str | None = None
    authors: tuple[str, ...] = ()


@click.command()
@click.argument("title", required=False)
@click.option("--started-at", metavar="WHEN", help=f"When the harm began: {EXAMPLES}.")
@click.option("--timezone", metavar="ZONE", shell_complete=complete_zone, help="Zone of every time that names none.")
@click.option("--service", "services", multiple=True, metavar="NAME", shell_complete=complete_service,
              help="A service that broke; may be given several times.")  # fmt: skip
@click.option("--severity", metavar="WORD", shell_complete=words_of("severities"), help="How bad it was.")
@click.option("--trigger", metavar="WORD", shell_complete=words_of("triggers"), help="The event that set it off.")
@click.option("--root-cause", "root_causes", multiple=True, metavar="WORD", shell_complete=words_of("root_causes"),
              help="Why that could do harm; may be given several times.")  # fmt: skip
@click.option("--detected-by", metavar="WORD", shell_complete=words_of("detected_by"), help="Who or what noticed first.")
@click.option("--author", "authors", multiple=True, metavar="NAME", help="Who writes it; may be given several times.")
@click.option("--template", metavar="NAME", shell_complete=complete_template,
              help="What to begin with: full, short, or one of your own; 'help' lists them.")  # fmt: skip
@click.option("--from", "source", metavar="FILE", type=click.Path(path_type=Path, allow_dash=True),
              help="Draft the timeline from an export of a chat or of alerts; - is standard input.")  # fmt: skip
@click.option("--dir-form", is_flag=True, help="Make a folder with an index.md, for images beside it.")
@click.option("--stdout", is_flag=True, help="Print the text instead of writing a file.")
@click.option("--no-input", is_flag=True, help="Never ask; this is so too where there is no terminal.")
@archive_option
def new(
    given: Path | None, template: str | None, source: Path | None, dir_form: bool, stdout: bool, no_input: bool, **options: Any
) -> None:
    """Write the beginning of a new postmortem.

    On a terminal it asks for what only a person knows; every answer is an option too. The file is named after the day
    and the TITLE (what broke, for whom, and why, in one line), and never takes the place of one that is there. Its path
    goes to standard output.

    What is still to write stands in the file as comments, which never show on the page; `postmortem check` names what is
    not filled in. Templates of your own are the Markdown files in postmortems/_templates/.
    """
    root = find_root(given)
    with one_sentence():
        settings = load_settings(root)
    folder = root / settings.postmortems
    require_archive(root, settings)
    if template == "help":
        names = template_names(folder)
        width = max(map(len, names))
        return click.echo("\n".join(f"{name:<{width}}  {about}" for name, about in names.items()))
    begin_with = _Beginning(_template(folder, template), source, _content(source), settings)
    typed = Given(**options)
    _refuse_wrong(typed, settings)
    if not no_input and sys.stdin.isatty() and sys.stderr.isatty() and source != Path("-"):
        from postmortem_archive.commands.asking import ask  # prompt_toolkit takes a while

        begin_with.compose(REHEARSAL)  # what cannot be used is told before anything is asked
        taken = partial(_taken, folder, settings=settings)
        typed = ask(typed, settings, read_services(folder, settings.services), _now(), taken, drafting=source is not None)
    answers = _answers(typed, settings)
    filled, draft = begin_with.compose(answers)
    text = filled.text.encode("utf-8", "replace").decode()  # a terminal can hand over bytes that are no text
    _say_back(answers, settings, folder, filled.unknown, draft)
    if stdout:
        return click.echo(text, nl=False)
    path = _write(folder, answers.slug, text, dir_form)
    _next_steps(path)
    return click.echo(shown_file(path))


REHEARSAL = Answers("Rehearsal", Began(read_stamp("2000-01-01 00:00 UTC"), "2000-01-01 00:00 UTC"))


@dataclass(frozen=True)
class _Beginning:
    """What the text is made of, but for the answers: a template, and the content of an export."""

    template: Template
    source: Path | None
    content: bytes
    settings: Settings

    def compose(self, answers: Answers) -> tuple[Filled, Draft]:
        """The text, and what was drafted of its timeline. Raises Misuse for a template or an export that cannot be used."""
        draft = Draft()
        try:
            if self.source is not None:
                draft = read_export(self.content, answers.began.stamp, answers.zone(self.settings))
            return fill(self.template, replace(answers, alerts=draft.alerts), self.settings, draft.markdown), draft
        except BrokenTemplate as error:
            name = self.template.path or self.template.name
            raise Misuse(f"{name}: no postmortem can begin with this template: {error}") from None
        except UnreadableExport as error:
            raise Misuse(f"{'standard input' if self.source == Path('-') else self.source}: {error}") from None


def _content(source: Path | None) -> bytes:
    """The bytes of the export; none without one."""
    if source is None:
        return b""
    return sys.stdin.buffer.read() if source == Path("-") else source.read_bytes()


def _template(folder: Path, name: str | None) -> Template:
    try:
        found = find_template(folder, name)
    except UnicodeDecodeError:
        raise Misuse(f"the template '{name or 'default'}' is not UTF-8: save it as UTF-8") from None
    if found is None:
        names = template_names(folder)
        raise Misuse(f"there is no template '{name}'{did_you_mean(name or '', names)}")
    return found


def _refuse_wrong(given: Given, settings: Settings) -> None:
    """Everything that is wrong with the words, in one go."""
    words = {name: getattr(given, name) for name in ("severity", "trigger", "root_causes", "detected_by")}
    wrong = list(wrong_words(settings, words))
    if given.timezone and (message := wrong_zone(given.timezone)):
        wrong.append(f"--timezone: {message}")
    elif given.started_at:
        try:
            read_began(given.started_at, _now(), _zone(given, settings))
        except ValueError as error:
            wrong.append(f"--started-at: {error}")
    if given.title is not None and not any(char.isalnum() for char in given.title):
        wrong.append("the title is empty: say what broke, for whom, and why, in one line")
    if wrong:
        raise Misuse("; ".join(wrong))


def _zone(given: Given, settings: Settings) -> tzinfo | None:
    named = given.timezone or settings.timezone
    return read_zone(named) if named else None


def _now() -> datetime:
    return datetime.now().astimezone()


def _answers(given: Given, settings: Settings) -> Answers:
    """The answers, complete. Raises Misuse with every one that is missing."""
    missing = [
        words
        for words, value in (("a TITLE (what broke, in one line)", given.title), (f"--started-at ({EXAMPLES})", given.started_at))
        if not value
    ]
    if missing:
        raise Misuse(f"there is nobody to ask here: give {' and '.join(missing)}")
    began: Began = read_began(given.started_at or "", _now(), _zone(given, settings))
    if began.needs_zone and not (given.timezone or settings.timezone):
        raise Misuse(f"--started-at '{given.started_at}' has no time zone: write '{began.written} UTC', or add --timezone")
    return Answers(
        " ".join((given.title or "").split()), began, given.timezone, given.severity, _once(given.services), given.trigger,
        _once(given.root_causes), given.detected_by, _once(given.authors),
    )  # fmt: skip


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _taken(folder: Path, given: Given, settings: Settings) -> str:
    """What stands in the way of a file of that title and day, or nothing."""
    there = _in_the_way(folder, _answers(given, settings).slug)
    return f"{shown_file(there)} is there already: say what is different this time" if there else ""


def _in_the_way(folder: Path, slug: str) -> Path | None:
    return next((one for one in (folder / f"{slug}.md", folder / slug / "index.md") if one.exists()), None)


def _say_back(answers: Answers, settings: Settings, folder: Path, unknown: tuple[str, ...], draft: Draft) -> None:
    """On standard error: what was understood, what is new, and what was left out."""
    if answers.began.said:
        zone = "" if answers.began.stamp.zone or not answers.began.stamp.clock else f" {answers.timezone or settings.timezone}"
        click.echo(f"began: {answers.began.written}{zone}, from '{answers.began.said}'", err=True)
    known = read_services(folder, settings.services) if answers.services else ()
    for name in answers.services:
        if known and name not in known:
            hint = did_you_mean(name, known)
            click.echo(f"'{name}' is a new service in this archive{hint if 'did you mean' in hint else ''}", err=True)
    for name in unknown:
        click.echo(f"the template's '{{{{ {name} }}}}' means nothing here, and stays as it is", err=True)
    for remark in draft.remarks:
        click.echo(remark, err=True)


def _write(folder: Path, slug: str, text: str, dir_form: bool) -> Path:
    """The new file; never one that takes another's name."""
    path = folder / slug / "index.md" if dir_form else folder / f"{slug}.md"
    if taken := _in_the_way(folder, slug):
        raise Misuse(f"{shown_file(taken)}: is there already: go on with it, or choose another title")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        raise Misuse(f"{shown_file(path)}: is there already: go on with it, or choose another title") from None
    return path


def _next_steps(path: Path) -> None:
    """What to do with it, on standard error."""
    shown = shown_file(path)
    quoted = f"'{shown}'" if " " in shown else shown
    click.echo(
        "Write it in an editor; the comments never show on the page. Then:\n"
        f"  postmortem serve --open {quoted}\n"
        f"  postmortem check {quoted}",
        err=True,
    )
