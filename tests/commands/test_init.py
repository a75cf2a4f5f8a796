"""`postmortem init`: an archive that checks and builds, from this checkout and from the wheel that people install."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import pytest
import yaml

from postmortem_archive import Archive
from postmortem_archive.settings import load_settings
from postmortem_archive.starting.changes import SourceChanged, replace_once
from postmortem_archive.starting.manifest import EXAMPLE, PIECES, new_files
from postmortem_archive.starting.wishes import AUDIENCES, HOSTS, Wishes

ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(run, tmp_path):
    """Makes an archive with these options and returns its folder."""

    def make(*options: str, folder: Path = tmp_path / "an archive") -> Path:
        done = run("init", str(folder), "--no-input", *options)
        assert done.exit_code == 0, done.stderr
        return folder

    return make


def loaded(path: Path) -> dict:
    """YAML in which `!ENV [NAME, value]` is read as its list."""

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!ENV", lambda loader, node: loader.construct_sequence(node))
    return yaml.load(path.read_text(), Loader)


def test_every_file_is_there_and_the_archive_can_be_read(run, made):
    folder = made()
    expected = {name for name, _ in new_files(Wishes())}
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == expected
    assert {"mkdocs.yml", "docs/index.md", "docs/writing.md", "hooks/archive_site.py", "README.md", EXAMPLE} <= expected
    assert {".github/workflows/check.yml", ".github/workflows/publish.yml", ".github/CODEOWNERS", ".gitignore"} <= expected
    assert {".github/pull_request_template.md", ".pre-commit-config.yaml", "requirements.txt"} <= expected
    assert not any(name.startswith(".gitlab") for name in expected)
    archive = Archive.open(folder)
    assert [incident.path for incident in archive] == [EXAMPLE]
    assert run("check", archive=folder).exit_code == 0


def test_what_is_chosen_is_in_the_settings(made):
    folder = made(
        "--name", "Post: mortems & 'more'", "--audience", "public", "--timezone", "Asia/Tokyo",
        "--repository", "https://gitlab.com/group/sub/incidents.git", "--package", "postmortem-archive @ https://example.com/x.whl",
    )  # fmt: skip
    config = loaded(folder / "mkdocs.yml")
    assert config["site_name"] == "Post: mortems & 'more'"
    assert config["repo_url"] == "https://gitlab.com/group/sub/incidents"
    assert config["edit_uri"] == "-/edit/main/docs/"
    assert config["extra"]["archive"] == {"audience": ["ARCHIVE_AUDIENCE", "public"], "timezone": "Asia/Tokyo"}
    assert "watch" not in config
    assert load_settings(folder).audience == "public"
    assert (folder / "README.md").read_text().startswith("# Post: mortems & 'more'\n")
    assert (folder / "requirements.txt").read_text() == "postmortem-archive @ https://example.com/x.whl\n"
    assert (folder / ".gitlab-ci.yml").is_file()  # by the address of the repository
    assert not (folder / ".github").exists()


@pytest.mark.parametrize(
    ("host", "github", "gitlab"), [("github", True, False), ("gitlab", False, True), ("both", True, True), ("none", False, False)]
)
def test_only_the_files_of_the_host(made, host, github, gitlab):
    folder = made("--host", host)
    assert (folder / ".github").exists() == github
    assert (folder / ".gitlab-ci.yml").exists() == (folder / ".gitlab/merge_request_templates/Default.md").exists() == gitlab


def test_workflows_install_the_package_and_not_a_checkout(made):
    folder = made("--host", "both")
    for name in (".github/workflows/check.yml", ".github/workflows/publish.yml", ".gitlab-ci.yml"):
        text = (folder / name).read_text()
        assert text.count("pip install --quiet --requirement requirements.txt\n") == 1, name
        assert "constraints" not in text
        assert isinstance(yaml.safe_load(text), dict)
    assert "postmortem check" in (folder / ".gitlab-ci.yml").read_text()
    assert "tests/" not in (folder / ".gitlab/postmortem-review.gitlab-ci.yml").read_text()
    for name in (".github/pull_request_template.md", ".gitlab/merge_request_templates/Default.md"):
        assert (folder / name).read_text().startswith("**Incident:**")


def test_both_hosts_review_with_a_preview_and_a_comment(made):
    folder = made("--host", "both")
    steps = yaml.safe_load((folder / ".github/workflows/check.yml").read_text())["jobs"]["postmortems"]["steps"]
    by_name = {step.get("name"): step for step in steps}
    folder_of_preview = by_name["Keep the preview"]["with"]["path"].replace("${{ runner.temp }}", "$RUNNER_TEMP")
    assert by_name["Build the preview"]["run"] == f'postmortem build --drafts --site-dir "{folder_of_preview}"'
    assert "--publish github" in by_name["Comment"]["run"]
    assert list(by_name)[-1] == "Verdict"

    pipeline = yaml.safe_load((folder / ".gitlab-ci.yml").read_text())
    (included,) = (folder / one["local"] for one in pipeline["include"])
    job = yaml.safe_load(included.read_text())["postmortem-review"]
    job["variables"].update(pipeline["postmortem-review"]["variables"])
    assert job["variables"]["POSTMORTEM_PACKAGE"] == "--requirement requirements.txt"
    assert job["artifacts"]["paths"] == ["postmortem-preview/"]
    assert any("--publish gitlab" in line for line in job["script"])


def test_the_steps_of_a_review_run_as_they_stand(made, tmp_path):
    """The scripts of the new archive's workflow, in a pull request that brings a draft with nothing but guidance."""
    folder = made()
    git = ["git", "-c", "user.email=a@example.org", "-c", "user.name=A", "-C", str(folder)]
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "x"]):
        subprocess.run([*git, *arguments], check=True)
    base = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    (folder / "postmortems/2026-01-02-disk-full.md").write_text(
        "---\ntitle: Disk full\ndate: 2026-01-02\n---\n\n## Summary\n\n<!-- x -->\n"
    )
    steps = yaml.safe_load((folder / ".github/workflows/check.yml").read_text())["jobs"]["postmortems"]["steps"]
    scripts = {step["name"]: step["run"] for step in steps if "name" in step and "run" in step}
    (tmp_path / "output").touch()
    environment = {
        **os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "BASE": base, "STATUS": "1", "PREVIEW": "",
        "SOURCE": "https://example.org/blob/x", "RUNNER_TEMP": str(tmp_path), "GITHUB_OUTPUT": str(tmp_path / "output"),
    }  # fmt: skip
    codes = {}
    for name in ("Review", "Build the preview", "Verdict"):
        done = subprocess.run(["bash", "-e", "-c", scripts[name]], cwd=folder, env=environment, capture_output=True, text=True)
        codes[name] = done.returncode
    assert codes == {"Review": 0, "Build the preview": 0, "Verdict": 1}
    assert (tmp_path / "output").read_text() == "status=1\n"
    assert (tmp_path / "postmortem-preview/incidents/2026-01-02-disk-full/index.html").is_file()


@pytest.mark.parametrize(
    ("audience", "host", "repository"), list(itertools.product(AUDIENCES, HOSTS, ("", "https://github.com/a/b")))
)
def test_every_change_still_finds_its_lines(audience, host, repository):
    """Fails where a file of this repository has lost a line that a new archive has in another form."""
    files = dict(new_files(Wishes("N", audience, repository, "UTC", host)))
    assert len(files) >= len([piece for piece in PIECES if piece.host is None])
    assert not [name for name, text in files.items() if "{{ name }}" in text or "{{ package }}" in text]


def test_a_source_that_has_changed_is_not_half_written():
    with pytest.raises(SourceChanged, match=r"^0 lines match '\^site_name"):
        replace_once("name: x\n", r"^site_name: .*$", "site_name: y")
    with pytest.raises(SourceChanged, match=r"^2 lines match"):
        replace_once("a: x\na: y\n", r"^a: .*$", "a: z")


def test_what_is_there_is_kept_and_named(run, tmp_path):
    (tmp_path / "README.md").write_text("mine")
    (tmp_path / ".gitignore").write_text("mine too")
    done = run("init", str(tmp_path), "--no-input")
    assert done.exit_code == 0
    assert f"kept as it is: {tmp_path}/README.md\nkept as it is: {tmp_path}/.gitignore\n" in done.stderr
    assert (tmp_path / "README.md").read_text() == "mine"
    assert f"{tmp_path}/mkdocs.yml\n" in done.stdout
    assert f"{tmp_path}/README.md" not in done.stdout


def test_a_site_that_is_there_is_left_alone_but_for_force(run, tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: Mine\n")
    done = run("init", str(tmp_path), "--no-input")
    assert done.exit_code == 2
    assert done.stderr == (
        f"Error: {tmp_path}/mkdocs.yml: there is a site here already: choose another folder, or --force to write over it\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["mkdocs.yml"]
    assert run("init", str(tmp_path), "--no-input", "--force").exit_code == 0
    assert loaded(tmp_path / "mkdocs.yml")["site_name"] == "Postmortems"


def test_twice_changes_nothing(run, made):
    folder = made()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert run("init", str(folder), "--no-input").exit_code == 2
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--repository", "git@github.com:a/b.git"],
            "--repository 'git@github.com:a/b' is no address of a repository: write https://",
        ),
        (["--timezone", "Mars"], "--timezone: 'Mars' is not a time zone"),
        (["--name", "  "], "--name is empty"),
        *(
            (["--package", package], f"--package '{package}' is nothing that pip can install: write a requirement, such as ")
            for package in (
                "",
                "a\nb",
                "foo bar baz",
                "postmortem-archive ; rm -rf",
                "postmortem-archive @ over there",
                "--quiet",
            )
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(run, tmp_path, options, sentence):
    done = run("init", str(tmp_path / "x"), "--no-input", *options)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"Error: {sentence}")
    assert not (tmp_path / "x").exists()


def test_a_file_where_a_folder_belongs(run, tmp_path):
    (tmp_path / "docs").write_text("a file")
    done = run("init", str(tmp_path), "--no-input")
    assert (done.exit_code, done.stderr) == (2, f"Error: {tmp_path}/docs: is a file, and a folder belongs there\n")
    assert [path.name for path in tmp_path.iterdir()] == ["docs"]


def test_next_steps_fit_where_it_was_made(run, run_process, tmp_path):
    subprocess.run(["git", "init", "--quiet", str(tmp_path / "repository")], check=True)
    done = run_process("init", "--no-input", cwd=tmp_path / "repository")
    assert "git init" not in done.stderr
    assert "  cd " not in done.stderr
    assert "mkdocs.yml\n" in done.stdout
    done = run_process("init", "my archive", cwd=tmp_path)
    assert "  cd 'my archive'\n" in done.stderr
    assert "git init" in done.stderr


def test_asks_on_a_terminal(tmp_path):
    from tests.commands.test_new import Terminal

    terminal = Terminal("init", "new", cwd=tmp_path)
    for question, answer in (
        ("What is the site called?", "Our incidents\r"),
        ("Who is it for?", "public\r"),
        ("The address of its repository?", "https://github.com/a/b\r"),
        ("In which zone", "Asia/Tokyo\r"),
        ("Whose workflows?", "both\r"),
    ):
        terminal.sees(question)
        terminal.types(answer)
    code, out = terminal.ends()
    assert code == 0
    assert "new/.gitlab-ci.yml\n" in out
    config = loaded(tmp_path / "new/mkdocs.yml")
    assert (config["site_name"], config["repo_url"]) == ("Our incidents", "https://github.com/a/b")
    assert config["extra"]["archive"] == {"audience": ["ARCHIVE_AUDIENCE", "public"], "timezone": "Asia/Tokyo"}


def test_an_empty_answer_takes_what_is_offered(tmp_path):
    from tests.commands.test_new import Terminal

    terminal = Terminal("init", "new", cwd=tmp_path)
    for question in ("called? [Postmortems]", "for? [internal]", "repository?", "none? [UTC]", "workflows? [github]"):
        terminal.sees(question)
        terminal.types("\r")
    assert terminal.ends()[0] == 0
    assert loaded(tmp_path / "new/mkdocs.yml")["site_name"] == "Postmortems"
    assert (tmp_path / "new/.github").is_dir()


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """A Python that has the wheel, built from the sdist, and our dependencies; nothing of this checkout."""
    work = tmp_path_factory.mktemp("wheel")
    hatch = [sys.executable, "-m", "hatchling", "build", "--directory", str(work)]
    subprocess.run([*hatch, "--target", "sdist"], cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(work.glob("*.tar.gz"))) as sdist:
        sdist.extractall(work / "sdist", filter="data")
    subprocess.run([*hatch, "--target", "wheel"], cwd=next((work / "sdist").iterdir()), check=True, capture_output=True)
    venv.create(work / "venv", with_pip=False)
    python = work / "venv/bin/python"
    shared = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, text=True, capture_output=True
    ).stdout.strip()
    # a .pth in a folder that a .pth names is not followed, so the checkout that is installed there as editable is not seen
    Path(shared, "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--ignore-installed",
    ]
    subprocess.run([*pip, str(next(work.glob("*.whl")))], check=True, capture_output=True)
    return work / "venv/bin"


def test_from_the_installed_wheel(installed, tmp_path):
    """What a person does on the first day: begin an archive, check it, write the first postmortem, build."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def runs(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [installed / command[0], *command[1:]], cwd=cwd, env=env, text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, (command, done.stderr)
        return done

    where = runs("python", "-c", "import postmortem_archive; print(postmortem_archive.__file__)", cwd=tmp_path).stdout
    assert where.startswith(str(installed.parent))
    runs("postmortem", "init", "my archive", "--no-input", "--host", "both", cwd=tmp_path)
    folder = tmp_path / "my archive"
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == {
        name for name, _ in new_files(Wishes(host="both"))
    }
    assert "warning" not in runs("postmortem", "check", cwd=folder).stdout
    runs("postmortem", "new", "Queue full", "--started-at", "2024-03-01 10:00", cwd=folder)
    runs("postmortem", "build", "--strict", cwd=folder)
    assert (folder / "site/incidents" / Path(EXAMPLE).stem / "index.html").is_file()
    assert (folder / "site/reference/front-matter/index.html").is_file()
    assert not (folder / "site/incidents/2024-03-01-queue-full").exists()  # a draft
    env["ARCHIVE_AUDIENCE"] = "public"
    runs("python", "-m", "mkdocs", "build", "--strict", cwd=folder)
    assert "Shop offline" in (folder / "site/index.html").read_text()  # the example is public


@pytest.mark.parametrize(("options", "said"), [((), True), (("--package", "postmortem-archive @ git+https://host/x"), False)])
def test_who_gives_no_source_of_the_package_is_told_to(run, tmp_path, options, said):
    """No public index has it: neither pip nor the workflows could install what requirements.txt asks for."""
    done = run("init", str(tmp_path / "new"), *options)
    assert ("  postmortem-archive @ git+https://HOST/OWNER/postmortem-archive\n" in done.stderr) is said


@pytest.mark.parametrize(
    ("package", "is_named"),
    [
        ("Postmortem_Archive[mcp]==0.1; python_version > '3.10'", False),
        ("postmortem-archive @ https://host/x.whl", False),
        ("git+https://${TOKEN}@host/owner/repository@v1#egg=x", False),
        ("file:///srv/x.whl", False),
        ("../postmortem-archive", False),
        ("-e .", False),
        ("wheels/x-1-py3-none-any.whl", False),
        ("other-package", True),
        ("postmortem_archives>=1", True),
    ],
)
def test_a_package_that_is_called_otherwise_gets_a_remark(run, tmp_path, package, is_named):
    done = run("init", str(tmp_path / "new"), "--package", package)
    assert done.exit_code == 0
    assert package in (tmp_path / "new/requirements.txt").read_text().splitlines()
    assert (f"requirements.txt asks for '{package}', which is not called postmortem-archive" in done.stderr) is is_named
