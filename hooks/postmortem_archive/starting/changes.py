"""How a file of this repository becomes the same file of a new archive: some lines replaced, each found exactly once.

Where a source has changed so that a line is not there any more, nothing is written: a test of every piece says so first.
"""

from __future__ import annotations

import re

from postmortem_archive.starting.wishes import Wishes
from postmortem_archive.writing.filling import yaml_value


class SourceChanged(LookupError):
    """A file of this repository does not have a line that a new archive has in another form."""


def replace_once(text: str, pattern: str, replacement: str) -> str:
    """The text with the one match of `pattern` (over lines) replaced. Raises SourceChanged where there is not exactly one."""
    found = re.findall(pattern, text, re.MULTILINE)
    if len(found) != 1:
        raise SourceChanged(f"{len(found)} lines match {pattern!r}, and it must be one")
    return re.sub(pattern, lambda _: replacement, text, flags=re.MULTILINE)


def same(text: str, wishes: Wishes) -> str:
    """The file as it is."""
    return text


def without_pictures(text: str, wishes: Wishes) -> str:
    """A page of the guide without its pictures: a new archive has the pages themselves, and need not hold them."""
    return re.sub(r"^!\[[^\]]*\]\((?:\.\./)*assets/guide/[^)]*\)\n\n?", "", text, flags=re.MULTILINE)


def filled(text: str, wishes: Wishes) -> str:
    """The archive's name and the package's where the file asks for them."""
    return text.replace("{{ name }}", wishes.name).replace("{{ package }}", wishes.package)


def configuration(text: str, wishes: Wishes) -> str:
    """mkdocs.yml with the archive's own name, repository, audience and zone, and without what only this repository needs."""
    text = replace_once(text, r"^site_name: .*$", f"site_name: {yaml_value(wishes.name)}")
    if wishes.repository:
        text = replace_once(text, r"^# repo_url: .*$", f"repo_url: {yaml_value(wishes.repository)}")
        text = replace_once(text, r"^# edit_uri: .*$", f"edit_uri: {wishes.edit_uri}")
    else:
        text = replace_once(text, r"^# edit_uri: .*$", f"# edit_uri: {wishes.edit_uri}")
    text = replace_once(text, r"^watch: .*\n", "")
    text = replace_once(
        text,
        r"^    audience: .*$",
        f"    audience: !ENV [ARCHIVE_AUDIENCE, {wishes.audience}]   # internal, or public: then public incidents only\n"
        f"    timezone: {yaml_value(wishes.timezone)}   # of every time that names none",
    )
    return replace_once(text, r"^    checks:.*\n(?:      .*\n)+", "")


def from_requirements(text: str, wishes: Wishes) -> str:
    """A workflow that installs the package by requirements.txt instead of out of its own checkout."""
    text = re.sub(r"(dependency-path: )constraints\.txt$", r"\1requirements.txt", text, flags=re.MULTILINE)
    return replace_once(text, r"--constraint constraints\.txt \.$", "--requirement requirements.txt")


REVIEW_STEPS = """\
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
          cache: pip
          cache-dependency-path: requirements.txt
      - run: pip install --quiet --requirement requirements.txt
      - name: Review
        id: review
        env:
          BASE: ${{ github.event.pull_request.base.sha }}
        run: |
          status=0
          postmortem review --base "$BASE" --format github || status=$?
          echo "status=$status" >> "$GITHUB_OUTPUT"
          [ "$status" -le 1 ]
      - name: Build the preview
        run: postmortem build --drafts --site-dir "$RUNNER_TEMP/postmortem-preview"
      - name: Keep the preview
        id: preview
        uses: actions/upload-artifact@v4
        with:
          name: postmortem-preview
          path: ${{ runner.temp }}/postmortem-preview
          retention-days: 14
      - name: Comment
        if: ${{ !cancelled() && steps.review.outputs.status }}
        env:
          BASE: ${{ github.event.pull_request.base.sha }}
          GITHUB_TOKEN: ${{ github.token }}
          PREVIEW: ${{ steps.preview.outputs.artifact-url }}
          SOURCE: ${{ github.server_url }}/${{ github.repository }}/blob/${{ github.event.pull_request.head.sha }}
        run: |
          postmortem review --base "$BASE" --format markdown --publish github --source-url "$SOURCE" \\
            --preview-archive "$PREVIEW" >> "$GITHUB_STEP_SUMMARY" || [ $? -eq 1 ]
      - name: Verdict
        env:
          STATUS: ${{ steps.review.outputs.status }}
        run: exit "$STATUS"
"""
"""What stands in a new archive for this repository's own action, which has no address there."""


def reviewed_by_steps(text: str, wishes: Wishes) -> str:
    """The workflow of pull requests with the installed package in place of the action in this checkout."""
    text = replace_once(text, r"^# The steps are in action\.yml.*\n", "")
    return replace_once(text, r"^      - uses: \./\n", REVIEW_STEPS)


def reviewed_by_job(text: str, wishes: Wishes) -> str:
    """The pipeline with the job of reviews where a new archive has it, and the package by requirements.txt."""
    text = replace_once(text, r"local: gitlab/", "local: .gitlab/")
    text = replace_once(text, r"PACKAGE: --constraint constraints\.txt \.$", "PACKAGE: --requirement requirements.txt")
    return from_requirements(text, wishes)


def without_its_tests(text: str, wishes: Wishes) -> str:
    """The job of reviews without the remark on the tests of this repository."""
    return replace_once(text, r" tests/\S+ runs these lines as they stand here\.$", "")


def without_first_comment(text: str, wishes: Wishes) -> str:
    """The file without the remark on its first line, which is about this repository."""
    return replace_once(text, r"\A(?:#|<!--).*\n+", "")
