"""Templates of postmortems: those of this package, and those that an archive keeps in `postmortems/_templates/`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

OWN = "_templates"
"""The folder of an archive's own templates, among its postmortems; what begins with `_` is no postmortem."""
DEFAULT = "default"
"""An archive's own template of this name is taken where none is asked for."""
_BUILT_IN = {"full": "every section, with guidance", "short": "the five sections that nothing can do without"}


@dataclass(frozen=True)
class Template:
    """A named text to begin with. `path` is that of an archive's own, None for one of the package's."""

    name: str
    text: str
    about: str = ""
    path: Path | None = None


def built_in(name: str = "full") -> Template:
    """One of the package's own templates."""
    text = files("postmortem_archive").joinpath(f"writing/templates/{name}.md").read_text(encoding="utf-8")
    return Template(name, text, _BUILT_IN[name])


def template_names(folder: Path) -> dict[str, str]:
    """The names of every template and what each is; `folder` is that of the postmortems. An archive's own come first,
    and take the place of a built-in one of the same name."""
    own = {path.stem: f"{folder.name}/{OWN}/{path.name}" for path in _own(folder)}
    return {**own, **{name: about for name, about in _BUILT_IN.items() if name not in own}}


def find_template(folder: Path, name: str | None = None) -> Template | None:
    """The template of that name; without a name the archive's own `default`, or else `full`. None where there is none."""
    own = {path.stem: path for path in _own(folder)}
    name = name or (DEFAULT if DEFAULT in own else "full")
    if name in own:
        text = own[name].read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        return Template(name, text, template_names(folder)[name], own[name])
    return built_in(name) if name in _BUILT_IN else None


def _own(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / OWN).glob("*.md") if path.is_file())
