"""`postmortem brief`: what is printed, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.commands.conftest import EARLIER, SOUND

EPOCH = "1684281600"
"""17 May 2023."""


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


def test_text_tells_all_there_is(run, sound: Path) -> None:
    done = run("brief", "--service", "Checkout", archive=sound)
    assert done.exit_code == 0
    assert done.stderr == ""
    file = sound.resolve() / "postmortems/2023-05-12-checkout-down.md"
    assert done.stdout == (
        "checkout: 1 incident on 12 May 2023\n"
        "Set off by: Configuration change (1). Root causes: Configuration (1).\n\n"
        "Still to do (1)\n"
        "  Replay a day of traffic before a listener changes (owner network, due 1 Jun 2023, OPS-12): "
        "Checkout down for three hours after a load-balancer change\n\n"
        "Came back (1)\n"
        "  Listener limit reached: twice in 6 months, last on 12 May 2023\n\n"
        "Incidents (1)\n"
        "  2023-05-12  Checkout down for three hours after a load-balancer change\n"
        f"    {file}\n"
        "    service checkout\n"
    )


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_a_service_of_the_catalogue_that_never_broke_is_no_mistake(run, sound: Path, audience: str) -> None:
    config = sound / "mkdocs.yml"
    config.write_text(config.read_text().replace("    {}", "    services: {Mail: messaging, checkout: payments}"))
    done = run("brief", "--service", "mail", "--audience", audience, archive=sound)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no incident has to do with Mail\n")
    both = run("brief", "--service", "mail", "--service", "checkout", archive=sound)
    assert both.stdout.startswith("checkout, Mail: 1 incident on 12 May 2023\n")
    wrong = run("brief", "--service", "mial", "--service", "mail", archive=sound)
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("Error: no incident has the service 'mial'")


def test_what_is_overdue_is_said(run, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1704067200")
    text = run("brief", "--service", "checkout", archive=sound).stdout
    comment = run("brief", "--service", "checkout", "--format", "markdown", archive=sound).stdout
    assert "  overdue: Replay a day of traffic" in text
    assert "**Still to do** (1 overdue)" in comment


def test_markdown_is_a_comment_with_links_where_the_site_has_an_address(run, sound: Path) -> None:
    done = run("brief", "--service", "checkout", "--path", "nothing/here.tf", "--format", "markdown", archive=sound)
    assert done.stdout.startswith(
        "<!-- postmortem-brief -->\n**Before you ship:** `checkout`, `nothing/here.tf` had 1 incident on 12 May 2023. "
        "Set off by: Configuration change (1). Root causes: Configuration (1).\n"
    )
    assert "load-balancer change (`postmortems/2023-05-12-checkout-down.md`)" in done.stdout
    config = sound / "mkdocs.yml"
    config.write_text(config.read_text() + "site_url: https://pm.example.org/\n")
    linked = run("brief", "--service", "checkout", "--format", "markdown", archive=sound).stdout
    assert (
        "[Checkout down for three hours after a load-balancer change](https://pm.example.org/incidents/2023-05-12-checkout-down/)"
        in linked
    )


def test_no_word_of_a_comment_is_markup(run, archive_at) -> None:
    evil = SOUND.replace(
        "Checkout down for three hours after a load-balancer change",
        "'<script>alert(1)</script> @team ](https://evil.example) #1'",
    )
    evil += "\n    ## Lessons learned\n\n    - <img src=x onerror=alert(1)> @everyone [x](https://evil.example)\n"
    root = archive_at({"2023-05-12-checkout-down.md": evil, "2022-11-02-lb-limits.md": EARLIER})
    comment = run("brief", "--path", "services/checkout/`x`<b>/**", "--format", "markdown", archive=root).stdout
    html = MarkdownIt().render(comment)
    assert "evil" in html
    for forbidden in ("<script", "<img", "<b>", 'href="https://evil', "@team", "@everyone"):
        assert forbidden not in html


def test_limit_cuts_and_counts(run, archive_at) -> None:
    text = "---\ntitle: Cart {0}\ndate: 2023-01-{0:02}\nservices: [cart]\n---\n\n## Lessons learned\n\n- Lesson {0}.\n\n## Action items\n\n- [ ] Item {0}\n"
    root = archive_at({f"2023-01-{day:02}-cart.md": text.format(day).encode() for day in range(1, 8)})
    said = run("brief", "--service", "cart", "--limit", "2", archive=root).stdout
    assert said.count("  and 5 more\n") == 3
    assert "Lesson 7." in said
    assert "Lesson 5." not in said
    comment = run("brief", "--service", "cart", "--limit", "2", "--format", "markdown", archive=root).stdout
    assert "- and 5 more lessons\n" in comment
    assert "- and 5 more open\n" in comment
    assert "- and 5 more incidents\n" in comment


def test_a_whole_change_is_not_read_out(run, sound: Path) -> None:
    paths = [argument for number in range(300) for argument in ("--path", f"src/part{number}/main.go")]
    done = run("brief", "--service", "checkout", *paths, "--format", "markdown", archive=sound)
    assert "`checkout`, `src/part0/main.go`, `src/part1/main.go`, `src/part2/main.go` and 297 more had 1 incident" in done.stdout


def test_nothing_is_said_and_no_failure(run, sound: Path) -> None:
    done = run("brief", "--path", "nothing/here.tf", archive=sound)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "no incident has to do with nothing/here.tf\n")
    comment = run("brief", "--path", "nothing/here.tf", "--format", "markdown", archive=sound)
    assert comment.stdout == (
        "<!-- postmortem-brief -->\n**Before you ship:** no incident in the archive has to do with `nothing/here.tf`.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--service", "chekout"), "no incident has the service 'chekout': did you mean 'checkout'?"),
        ((), "name a service with --service, or the files that will change with --path 'some/folder/**'"),
        (("--path", "**"), "name a service with --service, or the files that will change"),
        (("--path", ""), "name a service with --service, or the files that will change"),
    ],
)
def test_misuse(run, sound: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = run("brief", *arguments, archive=sound)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert done.stdout == ""


def test_drafts_and_what_is_internal_are_seen_by_who_may(run, sound: Path) -> None:
    file = sound / "postmortems/2023-05-12-checkout-down.md"
    file.write_text(file.read_text().replace("id: PM-2023-004", "id: PM-2023-004\nstatus: draft"))
    assert "no incident has the service 'checkout'" in run("brief", "--service", "checkout", archive=sound).stderr
    assert run("brief", "--service", "checkout", "--drafts", archive=sound).exit_code == 0
    public = run("brief", "--service", "checkout", "--drafts", "--audience", "public", archive=sound)
    assert "no incident has the service 'checkout'" in public.stderr


def test_a_file_with_an_error_is_left_out_and_named(run, sound: Path) -> None:
    (sound / "postmortems/2023-06-01-broken.md").write_text("---\ntitle: [\n---\n")
    done = run("brief", "--service", "checkout", archive=sound)
    assert done.exit_code == 0
    assert done.stderr == "'2023-06-01-broken' is left out until its errors are fixed: run postmortem check\n"


def test_settings_of_no_use_are_one_sentence(run, archive_at):
    done = run("brief", "--service", "x", archive=archive_at({}, "required_sections: [summery]"))
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "there is no section 'summery': did you mean 'summary'?" in done.stderr
