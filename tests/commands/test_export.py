"""`postmortem export`."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from postmortem_archive import Archive
from postmortem_archive.publishing.incident_json import incident_detail
from postmortem_archive.publishing.tables import TABLES
from tests.canaries import Canaries
from tests.commands.conftest import EARLIER, SOUND, Run
from tests.site.test_audience_site import hidden_incident

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
ID = "PM-2023-004"


def test_json_lines_are_what_the_api_says(sound: Path, run: Run) -> None:
    result = run("export", archive=sound)
    assert result.exit_code == 0
    archive = Archive.open(sound)
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        json.loads(json.dumps(incident_detail(archive, incident))) for incident in archive
    ]


def test_csv_reads_back_and_computes_nothing(archive_at: Callable[..., Path], run: Run) -> None:
    formula = SOUND.replace("title: Checkout down", 'title: "=HYPERLINK(1) Checkout down').replace(
        "change\n    id", 'change"\n    id', 1
    )
    root = archive_at({"2023-05-12-x.md": formula.replace("[checkout]", "[checkout, cart]"), "2022-11-02-lb-limits.md": EARLIER})
    result = run("export", "--format", "csv", archive=root)
    assert result.exit_code == 0
    row, _ = csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"), newline=""))
    assert row["title"].startswith("'=HYPERLINK(1)")
    assert (row["id"], row["services"], row["duration_minutes"]) == (ID, "checkout; cart", "180.0")
    assert row["started_at"] == "2023-05-12T10:00:00+00:00"
    assert "text" not in row


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_folder_gets_every_table(sound: Path, run: Run, tmp_path: Path, form: str) -> None:
    result = run("export", "--format", form, "--output", str(tmp_path / "tables"), archive=sound)
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(f"{table.name}.{form}" for table in TABLES)


def test_parquet_reads_back_with_its_types(sound: Path, run: Run, tmp_path: Path) -> None:
    from pyarrow import parquet

    result = run("export", "--format", "parquet", "--output", str(tmp_path / "a.parquet"), archive=sound)
    assert result.exit_code == 0
    first, second = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert (first["slug"], first["services"], first["duration_minutes"]) == ("2023-05-12-checkout-down", ["checkout"], 180.0)
    assert (second["services"], second["resolved_at"], second["year"]) == ([], None, 2022)
    assert "## Timeline" in first["text"]


def test_parquet_without_pyarrow_is_one_sentence(sound: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run("export", "--format", "parquet", "--output", str(tmp_path / "a.parquet"), archive=sound)
    assert result.exit_code == 2
    assert (
        result.stderr
        == "Error: --format parquet needs pyarrow, which is not installed: pip install 'postmortem-archive[parquet]'\n"
    )


def test_sqlite_is_a_database(sound: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("an older one")
    result = run("export", "--format", "sqlite", "-o", str(tmp_path / "a.db"), archive=sound)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith("a.db: 2 incidents\n")
    connection = sqlite3.connect(tmp_path / "a.db")
    assert connection.execute("SELECT count(*) FROM incidents").fetchone() == (2,)
    connection.close()
    assert [path.name for path in tmp_path.glob("*.part")] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--format", "sqlite"), "--format sqlite is no text: name a file with --output"),
        (
            ("--format", "html-single"),
            "--format html-single needs the incident: postmortem export --format html-single PATH_OR_ID",
        ),
        ((ID,), f"'{ID}': only --format html-single is of one incident; leave it out, or add that"),
        (("--format", "html-single", "PM-1"), "PM-1: there is no such file, slug or id"),
        (("--output", "."), ".: is a folder: name a file"),
        (
            ("--format", "html-single", ID, "--audience", "public"),
            f"{ID}: the public may not see it: add --audience internal for those who may",
        ),
    ],
)
def test_misuse_is_one_sentence(sound: Path, run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    result = run("export", *arguments, archive=sound)
    assert (result.exit_code, result.stderr) == (2, f"Error: {sentence}\n")


def test_what_has_an_error_is_left_out_and_named(archive_at: Callable[..., Path], run: Run) -> None:
    root = archive_at({"2022-11-02-lb-limits.md": EARLIER, "2022-01-01-broken.md": "---\ntitle: [\n---\n"})
    result = run("export", archive=root)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["2022-11-02-lb-limits"]
    assert result.stderr == "2022-01-01-broken: left out until its errors are fixed: postmortem check\n"


def test_a_draft_has_to_be_asked_for(archive_at: Callable[..., Path], run: Run) -> None:
    draft = SOUND.replace("timezone", "status: draft\n    timezone")
    root = archive_at({"docs/index.md": "# Home", "2023-05-12-checkout-down.md": draft, "2022-11-02-lb-limits.md": EARLIER})
    assert len(run("export", archive=root).stdout.splitlines()) == 1
    first = run("export", "--drafts", archive=root).stdout.splitlines()[0]
    assert json.loads(first)["status"] == "draft"
    refused = run("export", "--format", "html-single", ID, archive=root)
    assert "it is a draft: add --drafts" in refused.stderr
    assert (
        "This postmortem is not finished: a draft."
        in run("export", "--format", "html-single", ID, "--drafts", archive=root).stdout
    )


def test_a_site_that_mkdocs_cannot_use_is_one_sentence(archive_at: Callable[..., Path], run: Run) -> None:
    root = archive_at({"docs/index.md": "# Home", "2022-11-02-lb-limits.md": EARLIER})
    (root / "mkdocs.yml").write_text("site_name: A\nplugins: [nonexistent]\n")
    result = run("export", "--format", "html-single", "2022-11-02-lb-limits", archive=root)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {root}/mkdocs.yml: Config value 'plugins': The \"nonexistent\" plugin is not installed\n"


MAILED = """\
    ---
    title: Checkout <script>alert(1)</script> down
    started_at: 2023-05-12 10:00 UTC
    resolved_at: 2023-05-12 12:00 UTC
    timezone: UTC
    organisation: Example Shop
    services: [checkout]
    related: [{incident: 2022-11-02-lb-limits, type: recurrence_of}]
    ---

    ## Summary

    As in [the other](2022-11-02-lb-limits.md), [below](#timeline), [a guide](../docs/x.md). <script>alert(2)</script>

    ![the graph](graph.png) ![far away](https://example.com/far.png) [a dump](dump.txt)

    ## Timeline

    - 10:00 It broke, like 2022-11-02-lb-limits.
    - 12:00 It was mended.

    ## Root cause

    None.
    """


def single(archive_at: Callable[..., Path], run: Run, site_url: str) -> tuple[str, str]:
    """The file that is mailed, and what the command said."""
    other = "---\ntitle: Other\ndate: 2022-11-02\n---\n\n## Summary\n\nIt was at its limit.\n"
    config = f"site_name: A\nsite_url: {site_url}\ntheme: {{name: material, font: false}}\n"
    root = archive_at({"2023-05-12-x.md": MAILED, "2022-11-02-lb-limits.md": other, "graph.png": PIXEL, "dump.txt": b"x"})
    (root / "mkdocs.yml").write_text(config)
    (root / "docs").mkdir()
    result = run("export", "--format", "html-single", str(root / "postmortems/2023-05-12-x.md"), archive=root)
    assert result.exit_code == 0, result.stderr
    return result.stdout, result.stderr


def test_a_mailed_incident_loads_nothing(archive_at: Callable[..., Path], run: Run) -> None:
    html, said = single(archive_at, run, "''")
    assert re.findall(r"<(?:script|link|iframe|object|embed|base)\b", html) == []
    assert re.findall(r'\s(?:src|href|srcset|poster)="(?!#|data:image/png;base64,)([^"]*)"', html) == [
        "https://example.com/far.png"
    ]
    assert f'src="data:image/png;base64,{base64.b64encode(PIXEL).decode()}"' in html
    assert "<svg" in html
    assert re.findall(r"url\((?!#)[^)]*", html) == []
    assert "@import" not in html
    assert "the other" in html
    assert '<span class="pm-chip">checkout</span>' in html
    related = html.split('<ul class="pm-related">')[1].split("</ul>")[0]
    assert "Other" in related
    assert "<a" not in related
    assert said == "postmortems/2023-05-12-x.md: 'https://example.com/far.png' is not in the file, only its words\n"


def test_its_links_lead_to_the_site(archive_at: Callable[..., Path], run: Run) -> None:
    html, _ = single(archive_at, run, "https://pm.example.com/a")
    links = set(re.findall(r'href="([^"#]+)"', html))
    assert links == {
        "https://pm.example.com/a/incidents/2022-11-02-lb-limits/",
        "https://pm.example.com/a/incidents/2023-05-12-x/",
        "https://pm.example.com/a/docs/x/",
        "https://pm.example.com/a/organisations/example-shop/",
        "https://pm.example.com/a/services/checkout/",
        "https://pm.example.com/a/incidents/dump.txt",
        "https://example.com/far.png",
    }
    assert 'href="#event-1"' in html
    assert 'id="event-1"' in html


@pytest.mark.browser
def test_a_browser_shows_it_and_asks_for_nothing(
    archive_at: Callable[..., Path], run: Run, tmp_path: Path, browser: object
) -> None:
    html, _ = single(archive_at, run, "''")
    path = tmp_path / "single.html"
    path.write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 800})  # type: ignore[attr-defined]
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(path.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [path.as_uri()]
    assert faults == []
    assert page.evaluate("document.images[0].naturalWidth") == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("h1").inner_text() == "Checkout <script>alert(1)</script> down"
    assert page.locator(".pm-drawing.pm-narrow").is_visible()
    page.close()


def test_the_public_export_holds_no_hidden_word(archive_at: Callable[..., Path], run: Run, tmp_path: Path) -> None:
    canary = Canaries()
    names = {f"2023-05-1{n}-{canary(f'{name} slug')}.md": name for n, name in enumerate(("internal", "draft"), 1)}
    public = dedent(f"""\
        ---
        title: Open <!-- internal -->{canary("title")}<!-- /internal -->
        visibility: public
        started_at: 2023-05-10 10:00
        tags: [open, "<!-- internal -->{canary("tag")}<!-- /internal -->"]
        related: [{{incident: {next(iter(names)).removesuffix(".md")}, type: caused_by, note: {canary("note")}}}]
        ---

        ## Summary

        Shown. <!-- internal -->{canary("passage")}<!-- /internal -->

        ## Timeline

        - 10:00 seen <!-- internal -->{canary("event")}<!-- /internal -->

        ## Action items

        - [ ] Add a test
        <!-- internal -->
        - [ ] Add {canary("action")}
        <!-- /internal -->
        """)
    root = archive_at(
        {"2023-05-10-open.md": public, "docs/index.md": "# Home"}
        | {
            name: hidden_incident(canary, kind, "visibility: public\nstatus: draft" if kind == "draft" else "")
            for name, kind in names.items()
        },
        "timezone: UTC\naudience: public",
    )
    found = []
    for form in ("jsonl", "csv", "parquet", "sqlite", "html-single"):
        what = ["2023-05-10-open"] if form == "html-single" else []
        assert run("export", *what, "--format", form, "-o", str(tmp_path / f"a.{form}"), archive=root).exit_code == 0, form
        if form in ("csv", "parquet"):
            assert run("export", "--format", form, "-o", str(tmp_path / form), archive=root).exit_code == 0
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file() and not path.is_relative_to(root):
            content = path.read_bytes()
            text = _tables_as_text(content) if "parquet" in path.name else content.decode(errors="replace")
            assert text
            found += [f"{where} in {path.name}" for where in canary.found_in(text)]
    assert found == []
    assert len(canary.planted) > 40
    assert canary.found_in(run("export", "--audience", "internal", archive=root).stdout) != []


def _tables_as_text(content: bytes) -> str:
    import pyarrow as arrow
    from pyarrow import parquet

    table = parquet.read_table(arrow.BufferReader(content))
    return f"{table.schema}\n{table.to_pylist()}"


def test_help_needs_none_of_what_it_writes_with(run_process: Callable[..., object], tmp_path: Path) -> None:
    import subprocess

    script = "import sys; from postmortem_archive.commands import export; print([m for m in ('pyarrow', 'mkdocs', 'sqlite3', 'numpy') if m in sys.modules])"
    hooks = Path(__file__).parents[2] / "hooks"
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(hooks)}, text=True, capture_output=True, check=True
    )
    assert done.stdout == "[]\n"
