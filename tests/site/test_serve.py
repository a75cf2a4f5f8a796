"""`serve` follows what a writer changes, and leaves nothing behind."""

from __future__ import annotations

import shutil
import signal
import time
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from postmortem_archive.site.folders import THEME
from tests.site.conftest import make_archive
from tests.site.serving import PATIENCE, Serving

ONE = {"2023-06-01-one.md": "---\ntitle: One\ndate: 2023-06-01\n---\n\nText.\n"}


def test_postmortems_templates_and_styles_are_watched(tmp_path: Path) -> None:
    """A change of any of them builds the site again."""
    root = make_archive(tmp_path / "archive", ONE)
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    build(config)
    server = LiveReloadServer(lambda: build(config), "127.0.0.1", 0, str(tmp_path / "site"))
    config.plugins.on_serve(server, config=config, builder=server.builder)
    server.server_close()
    config.plugins.on_shutdown()
    named = [root / "postmortems", THEME, root / "docs"]
    assert list(server._watched_paths) == [str(path) for path in named]
    assert (THEME / "assets/archive/archive.css").is_file()
    assert (THEME / "archive/incident.html").is_file()


def test_one_save_is_one_change(tmp_path: Path, serving: list[Serving]) -> None:
    """Though two look out for changes: who is told by the system, and who looks twice a second."""
    root = make_archive(tmp_path / "archive", ONE)
    serving.append(one := Serving(root))
    one.wait_for("incidents/2023-06-01-one/", "Text.")
    for number in (1, 2):
        save_whole(root / "postmortems/2023-06-01-one.md", ONE["2023-06-01-one.md"].replace("Text.", f"Text {number}."))
        one.wait_for("incidents/2023-06-01-one/", f"Text {number}.")
        time.sleep(2)  # for who looks; nothing tells of a look that finds nothing, and no other change may hide it
        assert one.said().count("Detected file changes") == number, one.said()


def save_whole(path: Path, text: str) -> None:
    """As many editors do: the file is never there in part, which would be a change of its own."""
    written = path.parents[1] / "written"
    written.write_text(text)
    written.replace(path)


def test_what_mkdocs_yml_has_watched_is_built_with(tmp_path: Path, serving: list[Serving]) -> None:
    """Also with the first change; a file that is deleted is one."""
    root = make_archive(tmp_path / "archive", ONE, config="watch: [notes]")
    (root / "notes").mkdir()
    (root / "notes/one.txt").write_text("One.")
    serving.append(one := Serving(root))
    one.wait_for("incidents/2023-06-01-one/", "Text.")
    built = one.said().count("Building documentation")
    (root / "notes/one.txt").write_text("Another.")
    one.wait_to_say("Building documentation", times=built + 1)
    one.wait_for("incidents/2023-06-01-one/", "Text.")
    (root / "notes/one.txt").unlink()
    one.wait_to_say("Building documentation", times=built + 2)


def test_a_folder_that_went_away_is_followed_when_it_is_back(tmp_path: Path, serving: list[Serving]) -> None:
    """As when somebody changes the branch, and back again."""
    root = make_archive(tmp_path / "archive", ONE)
    serving.append(one := Serving(root))
    one.wait_for("incidents/2023-06-01-one/", "Text.")
    folder = root / "postmortems"
    folder.rename(root / "gone")
    one.wait_to_say("Detected file changes")
    one.wait_for("", "2023-06-01-one", gone=True)
    shutil.copytree(root / "gone", folder)
    one.wait_to_say("Detected file changes", times=2)
    (folder / "2023-06-01-one.md").write_text(ONE["2023-06-01-one.md"].replace("Text.", "Other text."))
    one.wait_for("incidents/2023-06-01-one/", "Other text.")
    (folder / "2023-06-02-two.md").write_text(ONE["2023-06-01-one.md"].replace("Text.", "Of two."))
    one.wait_for("incidents/2023-06-02-two/", "Of two.")
    assert "Traceback" not in one.said()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_mkdocs_yml_comes_to_name_is_followed(
    tmp_path: Path, serving: list[Serving], monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.setenv("POSTMORTEM_WORKERS", workers)
    text = ONE["2023-06-01-one.md"].replace("date: 2023-06-01", "date: 2023-06-01\nservices: [shop]")
    root = make_archive(tmp_path / "archive", {"2023-06-01-one.md": text})
    serving.append(one := Serving(root))
    one.wait_for("incidents/2023-06-01-one/", "Text.")
    catalogue = "kind: Component\nmetadata: {name: shop, description: Sells much}\n"
    (root / "catalogue.yaml").write_text(catalogue)
    (root / "others").mkdir()
    (root / "others/2023-06-01-one.md").write_text(text.replace("Text.", "Of the others."))
    config = root / "mkdocs.yml"
    config.write_text(config.read_text().replace("timezone: UTC", "timezone: UTC\n    catalogue: catalogue.yaml"))
    one.wait_for("services/shop/", "Sells much")
    (root / "catalogue.yaml").write_text(catalogue.replace("much", "more"))
    one.wait_for("services/shop/", "Sells more")
    config.write_text(config.read_text().replace("timezone: UTC", "timezone: UTC\n    postmortems: others"))
    one.wait_for("incidents/2023-06-01-one/", "Of the others.")
    (root / "others/2023-06-01-one.md").write_text(text.replace("Text.", "Another."))
    one.wait_for("incidents/2023-06-01-one/", "Another.")


def test_folders_of_the_site_that_mkdocs_yml_comes_to_name_are_followed(tmp_path: Path, serving: list[Serving]) -> None:
    root = make_archive(tmp_path / "archive", ONE)
    serving.append(one := Serving(root))
    one.wait_for("", "Home")
    hello = "{{% extends 'base.html' %}}{{% block announce %}}Hello {}{{% endblock %}}"
    for name, text in {"over/main.html": hello.format(1), "extra/x.txt": "1"}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    shutil.copytree(root / "docs", root / "guide")
    config = root / "mkdocs.yml"
    text = config.read_text().replace("font: false", "font: false, custom_dir: over")
    config.write_text(f"docs_dir: guide\nwatch: [extra]\n{text}")
    one.wait_for("", "Hello 1")
    (root / "over/main.html").write_text(hello.format(2))
    one.wait_for("", "Hello 2")
    (root / "guide/index.md").write_text("# Guide\n")
    one.wait_for("", "Guide")
    built = one.said().count("Building documentation")
    (root / "extra/x.txt").write_text("22")
    one.wait_to_say("Building documentation", times=built + 1)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_whoever_ends_it_finds_no_folder_and_no_process_left(tmp_path: Path, serving: list[Serving], told: int) -> None:
    """Also while it builds the site again in another process."""
    root = make_archive(tmp_path / "archive", ONE)
    serving.append(one := Serving(root))
    one.wait_for("incidents/2023-06-01-one/", "Text.")
    (root / "postmortems/2023-06-01-one.md").write_text(ONE["2023-06-01-one.md"].replace("Text.", "Other text."))
    one.wait_for("incidents/2023-06-01-one/", "Other text.")
    assert len(list(one.temporary.glob("mkdocs_*"))) == 2
    one.process.send_signal(told)
    assert one.process.wait(PATIENCE) == 0
    assert "Shutting down...\n" in one.said()
    assert list(one.temporary.iterdir()) == []
    assert one.processes() == []


def test_ended_in_the_middle_of_its_first_build_it_leaves_nothing_either(tmp_path: Path, serving: list[Serving]) -> None:
    """When many are drawn by several processes, of which each would go on, here for ever."""
    many = {f"2023-06-01-{number:03}.md": ONE["2023-06-01-one.md"] for number in range(300)}
    root = make_archive(tmp_path / "archive", many)
    endless = root / "overrides/archive/incident.html"
    endless.parent.mkdir(parents=True)
    endless.write_text("{% for _ in range(10 ** 9) %}{% for _ in range(10 ** 9) %}{% endfor %}{% endfor %}")
    config = root / "mkdocs.yml"
    config.write_text(config.read_text().replace("name: material,", "name: material, custom_dir: overrides,"))
    serving.append(one := Serving(root))
    end = time.monotonic() + PATIENCE
    while len(one.processes()) < 2:
        assert time.monotonic() < end, one.said()
        time.sleep(0.05)
    one.process.terminate()
    assert one.process.wait(PATIENCE) == 1
    assert one.said().endswith("Aborted!\n")
    assert "Traceback" not in one.said()
    assert list(one.temporary.iterdir()) == []
    assert one.processes() == []
