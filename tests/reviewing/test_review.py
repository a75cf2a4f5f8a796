"""What a review finds: what is new, what was there, what breaks elsewhere and what leads nowhere any more."""

from __future__ import annotations

import subprocess
from datetime import date

import pytest

from postmortem_archive import Archive
from postmortem_archive.reviewing import GitError, Repository, review_change
from postmortem_archive.settings import SettingsError
from tests.reviewing.conftest import CHECKOUT, LIMITS

TODAY = date(2026, 1, 1)
DOWN = "postmortems/2023-05-12-checkout-down.md"
LIMIT = "postmortems/2022-11-02-lb-limits.md"
QUEUE = "postmortems/2021-03-04-queue-full.md"


def review(folder, base="main"):
    return review_change(Archive.open(folder), base, TODAY)


def rules(problems):
    return [(problem.path, problem.rule) for problem in problems]


def edit(file, before, after):
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def test_nothing_changed(branch):
    found = review(branch)
    assert (found.changes, found.introduced, found.elsewhere, found.standing, found.gone) == ((), (), (), (), ())
    assert not found.fails


def test_a_new_problem_of_a_changed_file(branch):
    edit(branch / DOWN, "SEV1", "SEV9")
    found = review(branch)
    assert [change.status for change in found.changes] == ["modified"]
    assert rules(found.introduced) == [(DOWN, "unknown-value")]
    assert found.is_written(found.introduced[0])
    assert found.fails
    assert found.standing == found.elsewhere == ()


def test_what_was_there_before_is_told_apart_wherever_its_line_is_now(branch, commit, git):
    git(branch, "switch", "--quiet", "main")
    edit(branch / DOWN, "SEV1", "SEV9")
    commit(branch)
    git(branch, "switch", "--quiet", "--create", "other")
    edit(branch / DOWN, "severity:", "organisation: Shop\nseverity:")
    found = review(branch)
    assert rules(found.standing) == [(DOWN, "unknown-value")]
    assert found.standing[0].line == 5
    assert found.introduced == ()
    assert not found.fails


def test_a_second_one_of_the_same_words_is_new(branch, commit, git):
    git(branch, "switch", "--quiet", "main")
    edit(branch / DOWN, "13:00 Resolved", "later, at some point, it came back\n- 13:00 Resolved")
    commit(branch)
    edit(branch / DOWN, "13:00 Resolved", "later, at some point, it came back\n- 13:00 Resolved")
    found = review(branch)
    assert len(found.standing) == 1
    assert rules(found.introduced) == rules(found.standing)


def test_advice_does_not_fail_a_review(branch):
    edit(branch / LIMIT, ", due: 2022-11-03", "")
    found = review(branch)
    assert [problem.level for problem in found.introduced] == ["advice"]
    assert not found.fails


def test_a_problem_on_a_line_that_the_change_did_not_write(branch):
    text = (branch / DOWN).read_text()
    (branch / DOWN).write_text(text.replace("## Resolution\n\nThe former value was restored.\n\n", ""))
    found = review(branch)
    assert rules(found.introduced) == [(DOWN, "missing-section")]
    assert not found.is_written(found.introduced[0])


def test_a_deleted_postmortem_breaks_what_points_at_it(branch):
    (branch / LIMIT).unlink()
    found = review(branch)
    assert [(change.status, change.path) for change in found.changes] == [("deleted", LIMIT)]
    assert rules(found.elsewhere) == [(DOWN, "unknown-incident")]
    assert found.fails
    assert [(one.name, one.title, one.now) for one in found.gone] == [("2022-11-02-lb-limits", "Listener limit reached", "")]


def test_a_renamed_one_too_unless_its_old_name_leads_to_it(branch, git):
    git(branch, "mv", LIMIT, "postmortems/2022-11-02-listener-limit.md")
    found = review(branch)
    assert [(change.status, change.old) for change in found.changes] == [("renamed", LIMIT)]
    assert rules(found.elsewhere) == [(DOWN, "unknown-incident")]
    assert "no incident '2022-11-02-lb-limits': it is called '2022-11-02-listener-limit' now" in found.elsewhere[0].message
    assert [(one.name, one.now) for one in found.gone] == [("2022-11-02-lb-limits", "2022-11-02-listener-limit")]
    edit(branch / "postmortems/2022-11-02-listener-limit.md", "tags:", "redirect_from: [2022-11-02-lb-limits]\ntags:")
    found = review(branch)
    assert (found.elsewhere, found.gone, found.introduced) == ((), (), ())


def test_problems_go_along_with_a_renamed_file(branch, commit, git):
    edit(branch / QUEUE, "[expired-credential]", "[expired]")
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    git(branch, "mv", QUEUE, "postmortems/2021-03-04-queue.md")
    found = review(branch)
    assert rules(found.standing) == [("postmortems/2021-03-04-queue.md", "unknown-value")]
    assert found.introduced == ()


@pytest.mark.parametrize(("first", "then"), [("", "sub/"), ("sub/", ""), ("one/two/", "other/")])
def test_problems_go_along_with_an_archive_that_moves(branch, commit, git, first, then):
    names = ("mkdocs.yml", "postmortems")

    def move(old, new):
        (branch / new).mkdir(parents=True, exist_ok=True)
        for name in names:
            git(branch, "mv", old + name, new + name)
        commit(branch)

    edit(branch / QUEUE, "[expired-credential]", "[expired]")
    (branch / "README.md").write_text("# Of the repository\n")
    if first:
        move("", first)
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    move(first, then)
    found = review(branch / then)
    assert (found.changes, found.introduced, found.elsewhere, found.gone, found.settings_changed) == ((), (), (), (), False)

    edit(branch / then / DOWN, "SEV1", "SEV9")
    edit(branch / then / QUEUE, "tags:", "teams: [shop]\ntags:")
    edit(branch / then / "mkdocs.yml", "{}", "timezone: CET")
    git(branch, "mv", then + LIMIT, then + "postmortems/2022-11-02-limit.md")
    found = review(branch / then)
    assert [(one.status, one.path, one.old) for one in found.changes] == [
        ("modified", QUEUE, ""),
        ("renamed", "postmortems/2022-11-02-limit.md", LIMIT),
        ("modified", DOWN, ""),
    ]
    assert rules(found.introduced) == [(DOWN, "unknown-value"), (DOWN, "unknown-incident")]
    assert rules(found.standing) == [(QUEUE, "unknown-value")]
    assert [one.now for one in found.gone] == ["2022-11-02-limit"]
    assert found.settings_changed


def test_a_new_file_takes_the_id_of_another(branch):
    new = CHECKOUT.replace("    ", "", 1).replace("\n    ", "\n").replace("2023-05-12", "2023-05-13")
    (branch / "postmortems/2023-05-13-again.md").write_text(new)
    found = review(branch)
    assert ("postmortems/2023-05-13-again.md", "duplicate-id") in rules(found.introduced)
    assert rules(found.elsewhere) == [(DOWN, "duplicate-id")]
    assert found.changes[0].status == "added", "an untracked file is part of the change"


def test_a_circle_is_told_on_both_sides(branch):
    edit(branch / LIMIT, "tags:", "related: [{incident: PM-2023-004, type: recurrence_of}]\ntags:")
    found = review(branch)
    assert (LIMIT, "relation-cycle") in rules(found.introduced)
    assert rules(found.elsewhere) == [(DOWN, "relation-cycle")]


def test_a_file_that_nobody_can_read_any_more(branch):
    (branch / LIMIT).write_bytes(b"---\ntitle: \xff\n")
    found = review(branch)
    assert rules(found.introduced) == [(LIMIT, "not-utf-8")]
    assert found.gone == (), "the name comes back when the file is corrected"


def test_new_settings_make_every_file_suspect(branch):
    (branch / "mkdocs.yml").write_text("site_name: x\nextra: {archive: {root_causes: {config: null}}}\n")
    found = review(branch)
    assert found.settings_changed
    assert found.changes == ()
    assert set(rules(found.elsewhere)) == {(DOWN, "unknown-value"), (LIMIT, "unknown-value")}


def test_settings_that_allow_what_was_wrong_bring_nothing(branch, commit, git):
    edit(branch / DOWN, "SEV1", "P1")
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    assert rules(Archive.open(branch).problems) == [(DOWN, "unknown-value")]
    (branch / "mkdocs.yml").write_text("site_name: x\nextra: {archive: {severities: {P1: Worst}}}\n")
    found = review(branch)
    assert (found.elsewhere, found.introduced) == ((), ())


def test_settings_that_are_inherited(branch, commit, git):
    (branch / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: x\n")
    (branch / "base.yml").write_text("extra: {archive: {severities: {SEV1: Worst, SEV9: Fine}}}\n")
    edit(branch / DOWN, "SEV1", "SEV9")
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    (branch / "base.yml").write_text("extra: {archive: {severities: {SEV1: Worst}}}\n")
    assert rules(review(branch).elsewhere) == [(DOWN, "unknown-value")]


def test_settings_that_cannot_be_used_now(branch):
    (branch / "mkdocs.yml").write_text("site_name: x\nextra: {archive: {checks: {nothing: off}}}\n")
    with pytest.raises(SettingsError, match="there is no rule 'nothing'"):
        review(branch)


def test_settings_that_could_not_be_used_then(branch, commit, git):
    good = (branch / "mkdocs.yml").read_text()
    (branch / "mkdocs.yml").write_text("{")
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    (branch / "mkdocs.yml").write_text(good)
    assert review(branch).elsewhere == ()


@pytest.mark.parametrize("present", [True, False])
def test_an_image_that_another_file_shows(branch, commit, git, present):
    (branch / "postmortems/graph.png").write_bytes(b"x") if present else None
    edit(branch / DOWN, "The load balancer takes", "![The load](graph.png)\n\nThe load balancer takes")
    commit(branch)
    git(branch, "branch", "--force", "main", "HEAD")
    edit(branch / LIMIT, "Connections", "All connections")
    (branch / "postmortems/graph.png").unlink(missing_ok=True)
    assert rules(review(branch).elsewhere) == ([(DOWN, "missing-image")] if present else [])


def test_another_folder_of_postmortems(branch, git):
    git(branch, "mv", "postmortems", "incidents")
    (branch / "mkdocs.yml").write_text("site_name: x\nextra: {archive: {postmortems: incidents}}\n")
    found = review(branch)
    assert [change.status for change in found.changes] == ["renamed"] * 3
    assert (found.introduced, found.elsewhere, found.gone) == ((), (), ())


def test_an_archive_in_a_folder_of_a_repository(archive_at, git, commit, tmp_path):
    root = archive_at({"2022-11-02-lb-limits.md": LIMITS}, root=tmp_path / "repository/sites/archive")
    repository = tmp_path / "repository"
    git(repository, "init", "--quiet", "--initial-branch=main")
    (repository / "other.md").write_text("x")
    commit(repository)
    (repository / "other.md").write_text("y")
    edit(root / LIMIT, "[config]", "[confix]")
    found = review(root)
    assert [change.path for change in found.changes] == [LIMIT]
    assert rules(found.introduced) == [(LIMIT, "unknown-value")]
    assert Repository(root).prefix == "sites/archive/"


def test_what_the_base_got_meanwhile_is_not_part_of_the_change(branch, commit, git):
    git(branch, "switch", "--quiet", "main")
    edit(branch / QUEUE, "[expired-credential]", "[expired]")
    commit(branch)
    git(branch, "switch", "--quiet", "change")
    edit(branch / DOWN, "SEV1", "SEV2")
    commit(branch)
    found = review(branch)
    assert [change.path for change in found.changes] == [DOWN]
    assert (found.introduced, found.elsewhere) == ((), ())


@pytest.mark.parametrize(
    "name", ["2024-01-02-größe 'x' & \"y\".md", "2024-01-02-a\tb.md", "2024-01-02-a\nb.md", "2024-01-02-[x](y).md"]
)
@pytest.mark.parametrize("committed", [True, False])
def test_names_that_need_quotes(branch, commit, name, committed):
    (branch / "postmortems" / name).write_text("---\ntitle: x\n---\n")
    edit(branch / DOWN, "SEV1", "SEV9")
    if committed:
        commit(branch)
    found = review(branch)
    assert {change.path for change in found.changes} == {DOWN, f"postmortems/{name}"}
    wrong = next(problem for problem in found.introduced if problem.path == DOWN)
    assert found.is_written(wrong)
    assert any(problem.path == f"postmortems/{name}" and found.is_written(problem) for problem in found.introduced)


def test_the_configuration_of_git_changes_nothing(branch, git):
    for key, value in [
        ("diff.noprefix", "true"),
        ("diff.renames", "false"),
        ("color.ui", "always"),
        ("diff.external", "false"),
        ("core.quotePath", "true"),
        ("diff.orderFile", "none"),
    ]:
        git(branch, "config", key, value)
    (branch / "none").write_text("postmortems/2023*\n")
    git(branch, "mv", LIMIT, "postmortems/2022-11-02-limit.md")
    edit(branch / DOWN, "SEV1", "SEV9")
    found = review(branch)
    assert {change.status for change in found.changes} == {"renamed", "modified"}
    assert [found.is_written(problem) for problem in found.introduced] == [True, False]


@pytest.mark.parametrize(
    ("revision", "said"),
    [
        ("nowhere", "there is no revision 'nowhere' here"),
        ("--help", "there is no revision '--help' here"),
        ("HEAD:mkdocs.yml", "there is no revision"),
    ],
)
def test_a_revision_that_is_not_there(branch, revision, said):
    with pytest.raises(GitError, match=said):
        review(branch, revision)


def test_a_folder_that_is_in_no_repository(archive_at):
    with pytest.raises(GitError, match="is not in a git repository"):
        review(archive_at({}))


def test_without_git(branch, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="install git"):
        review(branch)


def test_a_part_of_the_history_is_not_enough(branch, commit, git, tmp_path):
    edit(branch / DOWN, "SEV1", "SEV2")
    commit(branch)
    git(branch, "switch", "--quiet", "main")
    commit(branch)
    shallow = tmp_path / "shallow"
    git(branch, "clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=change", f"file://{branch}", str(shallow))
    with pytest.raises(GitError, match="where only a part of the history is: fetch the history"):
        review(shallow, "origin/main")


def test_nothing_is_checked_out_or_written(branch, git, commit):
    edit(branch / DOWN, "SEV1", "SEV9")
    (branch / LIMIT).unlink()
    before = subprocess.run(["git", "status", "--porcelain"], cwd=branch, capture_output=True, check=True).stdout
    review(branch)
    assert subprocess.run(["git", "status", "--porcelain"], cwd=branch, capture_output=True, check=True).stdout == before
    assert (branch / DOWN).read_text().count("SEV9") == 1
