"""`postmortem taxonomy`: the words of an archive, and files that follow when one changes."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

SETTINGS = """
root_causes:
  misconfig: {label: Misconfiguration, deprecated: {since: 2024-02-01, replaced_by: config}}
triggers:
  push: {label: Push, deprecated: {replaced_by: [deploy, config-change]}}
"""
ONE = b"---\r\ntitle: One\r\ndate: 2023-05-12\r\nroot_causes: [capacity, 'misconfig']  # why\r\n---\r\n\r\nText.  \r\n"
TWO = b"---\ntitle: Two\ndate: 2023-05-13\ntrigger: push\nroot_causes:\n- misconfig\nservices: [checkout, pay]\n---\nText."


@pytest.fixture
def archive(archive_at) -> Path:
    return archive_at({"2023-05-12-one.md": ONE, "2023-05-13-two.md": TWO}, SETTINGS)


def content(archive: Path, name: str) -> bytes:
    return (archive / f"postmortems/{name}.md").read_bytes()


def test_deprecated_words_become_their_replacements(run, archive):
    done = run("taxonomy", "migrate", archive=archive)
    assert content(archive, "2023-05-12-one") == ONE.replace(b"misconfig", b"config")
    assert content(archive, "2023-05-13-two") == TWO.replace(b"misconfig", b"config")
    assert [line.partition("postmortems/")[2] for line in done.stdout.splitlines()] == [
        "2023-05-12-one.md:4:25: root_causes: 'misconfig' becomes 'config'",
        "2023-05-13-two.md:4:10: trigger: 'push' needs a person: write 'deploy' or 'config-change', whichever fits",
        "2023-05-13-two.md:6:3: root_causes: 'misconfig' becomes 'config'",
    ]
    assert (done.exit_code, done.stderr) == (1, "changed 2 values in 2 of 2 files\n1 left for a person\n")
    again = run("taxonomy", "migrate", archive=archive)
    assert again.stderr.startswith("changed 0 values in 0 of 2 files\n")


def test_a_person_chooses_by_options(run, archive):
    done = run("taxonomy", "migrate", "--from", "push", "--to", "deploy", archive=archive)
    assert (done.exit_code, done.stderr) == (0, "changed 1 value in 1 of 2 files\n")
    assert content(archive, "2023-05-13-two") == TWO.replace(b"push", b"deploy")


def test_only_the_files_and_the_field_that_are_named(run, archive):
    run("taxonomy", "migrate", str(archive / "postmortems/2023-05-12-one.md"), "--field", "root_causes", archive=archive)
    assert content(archive, "2023-05-12-one") != ONE
    assert content(archive, "2023-05-13-two") == TWO


def test_a_service_is_renamed(run, archive):
    done = run("taxonomy", "migrate", "--from", "pay", "--to", "payments", "--field", "services", archive=archive)
    assert done.exit_code == 0
    assert content(archive, "2023-05-13-two") == TWO.replace(b"pay", b"payments")


def test_kinds_of_action_items_are_migrated_with_the_rest(run, archive_at):
    text = b"---\ntitle: Two\ndate: 2023-05-13\nroot_causes: [mis]\n---\n\n## Action items\n\n- [ ] Add a test (kind: avoid)\n"
    settings = "action_kinds: {avoid: {label: Avoid, deprecated: prevent}}\nroot_causes: {mis: {label: M, deprecated: config}}"
    archive = archive_at({"2023-05-13-two.md": text}, settings)
    done = run("taxonomy", "migrate", archive=archive)
    assert (done.exit_code, done.stderr) == (0, "changed 2 values in 1 of 1 file\n")
    assert content(archive, "2023-05-13-two") == text.replace(b"mis", b"config").replace(b"avoid", b"prevent")
    run("taxonomy", "migrate", "--from", "prevent", "--to", "detect", archive=archive)
    assert content(archive, "2023-05-13-two") == text.replace(b"mis", b"config").replace(b"avoid", b"detect")


def test_a_dry_run_writes_nothing(run, archive):
    done = run("taxonomy", "migrate", "--dry-run", archive=archive)
    assert "'misconfig' becomes 'config'" in done.stdout
    assert done.stderr.startswith("would change 2 values in 2 of 2 files\n")
    assert (content(archive, "2023-05-12-one"), content(archive, "2023-05-13-two")) == (ONE, TWO)


def test_places_are_those_of_the_file_as_it_stands(run, archive_at):
    text = (
        "---\ntitle: Two\ndate: 2023-05-13\nroot_causes: [mis, luck]\n---\n\n## Action items\n\n- [ ] Add a test (kind: avoid)\n"
    )
    settings = """
        root_causes: {mis: {label: M, deprecated: config}, luck: {label: L, deprecated: [capacity, config]}}
        action_kinds: {avoid: {label: Avoid, deprecated: [prevent, detect]}}
    """
    archive = archive_at({"2023-05-13-two.md": text}, settings)

    def places(*options: str) -> list[str]:
        lines = run("taxonomy", "migrate", *options, archive=archive).stdout.splitlines()
        return [":".join(line.split("two.md:")[1].split(":")[:2]) for line in lines]

    def checked() -> list[str]:
        lines = run("check", archive=archive).stdout.splitlines()
        return [":".join(line.split("two.md:")[1].split(":")[:2]) for line in lines if "[deprecated-term]" in line]

    assert places("--dry-run") == checked() == ["4:15", "4:20", "9:3"]
    assert places() == ["4:15", "4:23", "9:3"]
    assert checked() == ["4:23", "9:3"]


def test_an_item_below_a_line_that_went_is_placed_where_it_is(run, archive_at):
    text = "---\ntitle: Two\ndate: 2023-05-13\nroot_causes:\n- config\n- mis\n---\n\n## Action items\n\n- [ ] Add a test (kind: avoid)\n"
    settings = "action_kinds: {avoid: {label: Avoid, deprecated: prevent}}\nroot_causes: {mis: {label: M, deprecated: config}}"
    archive = archive_at({"2023-05-13-two.md": text}, settings)
    assert "two.md:11:3: action item" in run("taxonomy", "migrate", "--dry-run", archive=archive).stdout
    assert "two.md:10:3: action item" in run("taxonomy", "migrate", archive=archive).stdout


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_changed(run, archive):
    broken = archive / "postmortems/2023-05-14-three.md"
    broken.write_text("---\ntitle: x\nroot_causes: [misconfig\n---\n")
    done = run("taxonomy", "migrate", archive=archive)
    assert done.exit_code == 1
    assert "2023-05-14-three.md:4:1: left as it is: the front matter is not valid YAML" in done.stderr
    assert "changed 2 values in 2 of 3 files" in done.stderr
    assert broken.read_text() == "---\ntitle: x\nroot_causes: [misconfig\n---\n"


def test_links_and_modes_stay(run, archive):
    real = archive / "real.md"
    link = archive / "postmortems/2023-05-12-one.md"
    link.replace(real)
    real.chmod(0o640)
    link.symlink_to(real)
    run("taxonomy", "migrate", archive=archive)
    assert link.is_symlink()
    assert real.read_bytes() == ONE.replace(b"misconfig", b"config")
    assert stat.S_IMODE(os.stat(real).st_mode) == 0o640  # noqa: PTH116 - the mode itself
    assert sorted(path.name for path in archive.iterdir()) == ["mkdocs.yml", "postmortems", "real.md"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "push"], "--from and --to go together"),
        (["--from", "push", "--to", "push"], "name two different words"),
        (["--from", "push", "--to", "deplou"], "'deplou' is no word of any taxonomy: say which with --field (severity, trigger,"),
        (["--from", "push", "--to", "deplou", "--field", "trigger"], "'deplou' is no word of triggers: did you mean 'deploy'?"),
        (["--from", "x", "--to", "misconfig"], "--to 'misconfig' is deprecated"),
        (["--from", "x", "--to", "unknown"], "more than one field: say which with --field (trigger, root_causes, detected_by)"),
        (["nowhere.md"], "nowhere.md: there is no such file or folder"),
    ],
    ids=str,
)
def test_misuse_gets_a_sentence_and_changes_nothing(run, archive, options, words):
    done = run("taxonomy", "migrate", *options, archive=archive)
    assert done.exit_code == 2
    assert words in done.stderr
    assert (content(archive, "2023-05-12-one"), content(archive, "2023-05-13-two")) == (ONE, TWO)


def test_lists_the_words_of_the_archive(run, archive):
    done = run("taxonomy", "list", "root_causes", archive=archive)
    assert done.stdout.splitlines()[0] == "root_causes"
    assert "  misconfig                deprecated since 2024-02-01: write config\n" in done.stdout
    assert "  config                   A wrong or dangerous setting. Also: configuration, misconfiguration," in done.stdout
    assert "triggers" not in done.stdout


def test_lists_the_words_as_json(run, archive):
    listed = json.loads(run("taxonomy", "list", "--format", "json", archive=archive).stdout)
    assert listed["version"] >= 1
    assert set(listed["terms"]) == {"severities", "triggers", "root_causes", "mitigations", "detected_by", "action_kinds"}
    assert listed["terms"]["root_causes"]["misconfig"]["deprecated"] == {
        "since": "2024-02-01",
        "replaced_by": ["config"],
        "note": "",
    }
    assert set(listed["terms"]["triggers"]["deploy"]["sources"]) <= set(listed["studies"])
