"""Builds of an archive of N incidents: here, with stock Material, and with Zensical and Hugo where they are installed.

    python bench/build.py [N ...] [--only here,material,zensical,hugo] [--keep DIR]

For each N the same incidents are built by each in turn: cold, again with nothing changed, and with one incident edited.
Prints a table with seconds, processor seconds, the peak of memory over all processes, and what was written.
Stock Material has the pages out of its navigation, the fastest way there is, and its search plugin; Zensical reads the same
mkdocs.yml; Hugo has a bare template and its related pages. None of the three reads a timeline or relates by text.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(Path(__file__).parent)]

from generating import write_archive  # noqa: E402  (the path is set above)
from measuring import Taken, measure  # noqa: E402

ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1782600000", "PYTHONDONTWRITEBYTECODE": ""}
STOCK = """\
site_name: Postmortem archive
docs_dir: docs
theme: {name: material, font: false, features: [navigation.tabs, navigation.top, search.highlight, content.code.copy, toc.follow]}
plugins: [search]
nav: [{Home: index.md}]
not_in_nav: /incidents/
"""
HUGO = """\
baseURL = "https://example.org/"
title = "Postmortem archive"
disableKinds = ["taxonomy", "term", "RSS"]
[related]
  threshold = 50
  [[related.indices]]
    name = "services"
    weight = 100
  [[related.indices]]
    name = "tags"
    weight = 60
"""
HUGO_PAGE = """\
<!doctype html><html><head><title>{{ .Title }}</title></head><body><h1>{{ .Title }}</h1>{{ .Content }}
{{ with .Site.RegularPages.Related . | first 5 }}<ul>{{ range . }}
<li><a href="{{ .Permalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}
</body></html>
"""
HUGO_LIST = """\
<!doctype html><html><body><ul>{{ range first 50 .RegularPages }}
<li><a href="{{ .Permalink }}">{{ .Title }}</a></li>{{ end }}</ul></body></html>
"""


@dataclass(frozen=True)
class Builder:
    """One way to a site. `prepare` fills an empty folder and returns the folder of the incidents in it."""

    name: str
    command: list[str | Path]
    prepare: Callable[[Path], Path]
    output: str = "site"


def _here(folder: Path) -> Path:
    for name in ("mkdocs.yml", "docs", "hooks"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "mkdocs.yml").unlink()
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return folder / "postmortems"


def _material(folder: Path) -> Path:
    extensions = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nmarkdown_extensions:")[2].partition("\n\n")[0]
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Postmortems\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(f"{STOCK}markdown_extensions:{extensions}\n", encoding="utf-8")
    return folder / "docs" / "incidents"


def _hugo(folder: Path) -> Path:
    layouts = folder / "layouts" / "_default"
    layouts.mkdir(parents=True)
    (folder / "config.toml").write_text(HUGO, encoding="utf-8")
    (layouts / "single.html").write_text(HUGO_PAGE, encoding="utf-8")
    (layouts / "list.html").write_text(HUGO_LIST, encoding="utf-8")
    return folder / "content" / "incidents"


def builders() -> Iterator[Builder]:
    """Those that are installed, in the order of the table."""
    python = Path(sys.executable)
    yield Builder("here", [python, "-m", "mkdocs", "build", "-q"], _here)
    yield Builder("material", [python, "-m", "mkdocs", "build", "-q"], _material)
    if zensical := os.environ.get("ZENSICAL") or shutil.which("zensical"):
        yield Builder("zensical", [zensical, "build"], _material)
    if hugo := shutil.which("hugo"):
        yield Builder("hugo", [hugo, "--quiet"], _hugo, "public")


def run(builder: Builder, count: int, folder: Path) -> Iterator[tuple[str, Taken]]:
    """(what was built, what it took) of the three builds of one archive."""
    incidents = builder.prepare(folder)
    write_archive(incidents, count)
    yield "cold", measure(builder.command, folder, ENVIRONMENT)
    yield "again", measure(builder.command, folder, ENVIRONMENT)
    path = sorted(incidents.iterdir())[count // 2]
    text = path.read_text(encoding="utf-8").replace("## Resolution\n", "## Resolution\n\nThe pager battery was empty too.\n")
    path.write_text(text, encoding="utf-8")
    yield "one edited", measure(builder.command, folder, ENVIRONMENT)


def written(folder: Path) -> tuple[int, float]:
    """Files of a site, and their MB."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    return len(sizes), sum(sizes) / 1e6


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[1000], metavar="N", help="incidents (1000)")
    parser.add_argument("--only", default="", help="names, joined by commas")
    parser.add_argument("--keep", type=Path, help="leave the archives and sites in this folder")
    given = parser.parse_args()
    chosen = [one for one in builders() if not given.only or one.name in given.only.split(",")]
    print(f"{os.cpu_count()} cores; load at the start {os.getloadavg()[0]:.1f} (other work makes the seconds more)")
    print(
        f"{'incidents':>9}  {'builder':<9} {'build':<11} {'s':>7} {'cpu s':>7} {'MB peak':>8} {'files':>7} {'MB':>6}", flush=True
    )
    for count in given.counts:
        for builder in chosen:
            with tempfile.TemporaryDirectory() as temporary:
                folder = given.keep / f"{builder.name}-{count}" if given.keep else Path(temporary)
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                for build, taken in run(builder, count, folder):
                    files, size = written(folder / builder.output)
                    print(
                        f"{count:>9,}  {builder.name:<9} {build:<11} {taken.seconds:>7.1f} {taken.processor:>7.1f}"
                        f" {taken.memory:>8.0f} {files:>7,} {size:>6.0f}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
