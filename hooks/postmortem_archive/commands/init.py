"""`postmortem init`."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import click

from postmortem_archive.commands.completing import complete_zone
from postmortem_archive.commands.misuse import Misuse
from postmortem_archive.starting.manifest import new_files
from postmortem_archive.starting.requirement import NAME, name_in
from postmortem_archive.starting.wishes import AUDIENCES, HOSTS, PACKAGE, Wishes
from postmortem_archive.writing.answers import wrong_zone

FROM_INDEX = (
    f"requirements.txt asks your package index for '{PACKAGE}'. Where that does not have it, write how pip finds it, such as\n"
    "  postmortem-archive @ git+https://HOST/OWNER/postmortem-archive\n"
    "as `postmortem init --package ...` would: the workflows install it by this file."
)
ANOTHER = f"requirements.txt asks for '{{}}', which is not called {NAME} as this package is: make sure that it brings it along."


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="The name of the site.  [default: Postmortems]")
@click.option("--audience", type=click.Choice(AUDIENCES), help="Who the site is for.  [default: internal]")
@click.option("--repository", metavar="URL", help="Address of the archive's repository, for links into its editor.")
@click.option(
    "--timezone", metavar="ZONE", shell_complete=complete_zone, help="Zone of every time that names none.  [default: UTC]"
)
@click.option(
    "--host", type=click.Choice(HOSTS), help="Whose workflows to write.  [default: by the repository's address, or github]"
)
@click.option("--package", metavar="REQUIREMENT", default=PACKAGE, show_default=True, help="How pip finds this package.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@click.option("--no-input", is_flag=True, help="Never ask; this is so too where there is no terminal.")
def init(folder: Path, force: bool, no_input: bool, package: str, **options: str | None) -> None:
    """Make a new archive, ready to build, check and publish.

    It writes mkdocs.yml, the pages of the guide, an example, and what GitHub or GitLab needs to check pull requests and publish
    the site. A file that is there is kept and named, unless --force is given. DIR is made where it does not exist.
    """
    typed = {name: value for name, value in options.items() if value is not None}
    if not no_input and sys.stdin.isatty() and sys.stderr.isatty():
        typed = _ask(typed)
    wishes = _wishes(typed, package)
    if (folder / "mkdocs.yml").exists() and not force:
        raise Misuse(f"{folder / 'mkdocs.yml'}: there is a site here already: choose another folder, or --force to write over it")
    written = _write(folder, dict(new_files(wishes)), force)
    for path in written.kept:
        click.echo(f"kept as it is: {folder / path}", err=True)
    _next_steps(folder, wishes)
    click.echo("\n".join(str(folder / path) for path in written.made))


@dataclass(frozen=True)
class _Written:
    made: tuple[str, ...]
    kept: tuple[str, ...]


def _wishes(typed: dict[str, str], package: str) -> Wishes:
    """What was chosen. Raises Misuse with everything that is wrong."""
    wrong = []
    name = " ".join(typed.get("name", "Postmortems").split())
    repository = typed.get("repository", "").strip().rstrip("/").removesuffix(".git")
    zone = typed.get("timezone", "UTC")
    if not name:
        wrong.append("--name is empty")
    if repository and not re.fullmatch(r"https?://[^\s/]+/\S+", repository):
        wrong.append(
            f"--repository '{repository}' is no address of a repository: write https://github.com/your-organisation/postmortems"
        )
    if message := wrong_zone(zone):
        wrong.append(f"--timezone: {message}")
    try:
        name_in(package.strip())
    except ValueError as error:
        wrong.append(f"--package '{package.strip()}' {error}")
    if wrong:
        raise Misuse("; ".join(wrong))
    host = typed.get("host") or ("gitlab" if "gitlab" in repository else "github")
    wishes = Wishes(name=name, repository=repository, timezone=zone, package=package.strip())
    return replace(wishes, audience=typed.get("audience", "internal"), host=host)  # type: ignore[arg-type]  # click.Choice knows


def _ask(typed: dict[str, str]) -> dict[str, str]:
    """The choices that the command line does not have."""
    from postmortem_archive.commands.asking import Questions, among, anything, zone_names

    questions = Questions()
    audiences = {"internal": "your own people", "public": "everybody; only public incidents are shown"}
    hosts = {"github": "GitHub", "gitlab": "GitLab", "both": "files for either", "none": "no workflows"}
    guess = "gitlab" if "gitlab" in typed.get("repository", "") else "github"
    for name, question, check, words, default in (
        ("name", "What is the site called?", anything, None, "Postmortems"),
        ("audience", "Who is it for?", among(audiences), audiences, "internal"),
        ("repository", "The address of its repository? (may be left empty)", anything, None, ""),
        ("timezone", "In which zone are times that name none?", wrong_zone, zone_names(), "UTC"),
        ("host", "Whose workflows?", among(hosts), hosts, guess),
    ):
        if name not in typed:
            said = questions.ask(f"{question} [{default}]" if default else question, _or_empty(check), words)
            typed = {**typed, name: said or default}
    return typed


def _or_empty(check: Callable[[str], str]) -> Callable[[str], str]:
    """An empty answer is right too: it stands for what is offered."""
    return lambda answer: check(answer) if answer else ""


def _write(folder: Path, files: dict[str, str], force: bool) -> _Written:
    """Write what is not there yet. Raises Misuse, before anything is written, where a file stands in the place of a folder."""
    made, kept = [], []
    for name in files:
        above = next((one for one in (folder / name).parents if one.exists() and not one.is_dir()), None)
        if above:
            raise Misuse(f"{above}: is a file, and a folder belongs there")
        if (folder / name).is_dir():
            raise Misuse(f"{folder / name}: is a folder, and a file belongs there")
    for name, text in files.items():
        path = folder / name
        if path.exists() and not force:
            if path.read_bytes() != text.encode():
                kept.append(name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        made.append(name)
    return _Written(tuple(made), tuple(kept))


def _next_steps(folder: Path, wishes: Wishes) -> None:
    steps = [] if folder.resolve() == Path.cwd().resolve() else [f"cd {shlex.quote(str(folder))}"]
    steps += ["postmortem serve    # look at it at http://127.0.0.1:8000", "postmortem new      # write the first postmortem"]
    steps += ["git init && git add --all && git commit --message 'A postmortem archive'"] if not _in_git(folder) else []
    click.echo("Your archive is ready:\n" + "\n".join(f"  {step}" for step in steps), err=True)
    if wishes.package == PACKAGE:
        click.echo(FROM_INDEX, err=True)
    elif name_in(wishes.package) not in (None, NAME):
        click.echo(ANOTHER.format(wishes.package), err=True)
    if wishes.on("github"):
        click.echo("GitHub Pages: choose 'GitHub Actions' as its source in the settings of the repository.", err=True)
    if wishes.audience == "internal" and wishes.host != "none":
        click.echo("The workflows publish public incidents only, whoever can see the site.", err=True)


def _in_git(folder: Path) -> bool:
    here = folder.resolve()
    return any((one / ".git").exists() for one in (here, *here.parents))
