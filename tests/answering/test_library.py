"""The archive of this moment: what is read again, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from postmortem_archive.answering import library as module
from postmortem_archive.answering.library import Library
from postmortem_archive.settings import SettingsError


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, in order."""
    read, seen = module.content_of, []

    def noted(path: Path) -> bytes | OSError:
        seen.append(path.stem)
        return read(path)

    monkeypatch.setattr(module, "content_of", noted)
    return seen


def slugs(library: Library) -> list[str]:
    with library.open() as archive:
        return [incident.slug for incident in archive]


def test_only_what_changed_is_read_again(asked: Path, reads: list[str]) -> None:
    library = Library(asked)
    first = slugs(library)
    assert len(reads) == 5
    with library.open() as one:
        pass
    with library.open() as another:
        assert another is one
    assert len(reads) == 5
    file = asked / "postmortems/2022-11-02-lb-limits.md"
    file.write_text(file.read_text().replace("date: 2022-11-02", "date: 2024-11-02"))
    assert slugs(library) == ["2022-11-02-lb-limits", *[slug for slug in first if slug != "2022-11-02-lb-limits"]]
    assert reads[5:] == ["2022-11-02-lb-limits"]


def test_a_change_of_the_same_length_within_a_second_is_seen(asked: Path, reads: list[str]) -> None:
    library = Library(asked)
    slugs(library)
    file = asked / "postmortems/2022-11-02-lb-limits.md"
    before = file.stat()
    file.write_text(file.read_text().replace("listener", "Listener"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 1000))
    slugs(library)
    assert reads[5:] == ["2022-11-02-lb-limits"]


def test_warming_up_reads_what_the_first_question_needs(asked: Path, reads: list[str]) -> None:
    library = Library(asked)
    library.warm_up()
    assert len(reads) == 5
    with library.open() as archive:
        assert "index" in vars(archive)
    (asked / "mkdocs.yml").write_text("extra: [")
    library.warm_up()  # the question that comes says what is wrong
    assert len(reads) == 5


def test_other_settings_read_everything_again(asked: Path, reads: list[str]) -> None:
    library = Library(asked)
    slugs(library)
    (asked / "mkdocs.yml").write_text("extra: {archive: {timezone: Europe/Paris}}")
    slugs(library)
    assert len(reads) == 10


def test_broken_settings_are_told_and_forgotten_once_they_are_right(asked: Path, reads: list[str]) -> None:
    library = Library(asked)
    before, config = slugs(library), (asked / "mkdocs.yml").read_text()
    (asked / "mkdocs.yml").write_text("extra: [")
    with pytest.raises(SettingsError, match="cannot be read as YAML"):
        slugs(library)
    (asked / "mkdocs.yml").write_text(config)
    assert slugs(library) == before
    assert len(reads) == 5


@pytest.mark.parametrize("moment", ["away", "empty", "inherited empty"])
def test_while_mkdocs_yml_is_written_nothing_internal_is_shown(asked: Path, moment: str) -> None:
    """Editors empty the file before they write it, and git puts another in its place."""
    config, base = asked / "mkdocs.yml", asked / "base.yml"
    base.write_text("extra: {archive: {audience: public}}")
    config.write_text("INHERIT: base.yml")
    library = Library(asked)
    assert slugs(library) == ["2023-10-01-mailer-queue"]
    if moment == "away":
        config.rename(asked / "mk")
    else:
        (config if moment == "empty" else base).write_text("")
    with pytest.raises(SettingsError, match=r"(mkdocs|base)\.yml: "):
        slugs(library)
    base.write_text("extra: {archive: {audience: public}}")
    config.write_text("INHERIT: base.yml")
    assert slugs(library) == ["2023-10-01-mailer-queue"]


def test_a_folder_of_postmortems_needs_no_mkdocs_yml(asked: Path) -> None:
    (asked / "mkdocs.yml").unlink()
    assert "2023-05-12-checkout-down" in slugs(Library(asked))


def test_what_an_error_leaves_out_is_remarked_once(asked: Path) -> None:
    remarks: list[str] = []
    library = Library(asked, remark=remarks.append)
    (asked / "postmortems/2023-12-01-broken.md").write_text("---\ntitle: [\n---\n")
    slugs(library)
    (asked / "postmortems/2022-11-02-lb-limits.md").touch()
    slugs(library)
    assert remarks == ["'2023-12-01-broken' is left out until its errors are fixed: run postmortem check"]
