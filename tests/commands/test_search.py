"""`postmortem search`: what is printed, narrowed, refused."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from postmortem_archive.commands.search import search
from postmortem_archive.search.facets import facets_of
from postmortem_archive.settings import read_settings
from tests.commands.conftest import EARLIER, HOOKS, SOUND


def test_text_names_the_place(run, sound: Path) -> None:
    done = run("search", "refused", "connections", archive=sound)
    file = sound.resolve() / "postmortems/2022-11-02-lb-limits.md"
    assert done.exit_code == 0
    assert done.stdout == (
        f"2022-11-02  Listener limit reached\n  {file}:9\n"
        "  Summary: New connections were refused, because the listener was at its limit.\n"
    )
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["a"], "1 file is not {} until its errors are fixed: run postmortem check\n"),
        (["a", "b"], "2 files are not {} until their errors are fixed: run postmortem check\n"),
    ],
)
def test_what_an_error_keeps_out_is_told(run, sound: Path, files: list[str], said: str) -> None:
    """Whether there is a hit or none, in JSON too; also where a draft is compared, which needs no date itself."""
    for name in files:
        (sound / f"postmortems/undated-{name}.md").write_text("---\ntitle: Error 406\n---\n\nThe listener said 406.\n")
    searched, compared = said.format("searched"), said.format("compared")
    assert (
        run("search", "406", archive=sound).stderr
        == f"no incident has '406': ask for other words, or fewer letters of one\n{searched}"
    )
    found = run("search", "listener", "--format", "json", archive=sound)
    assert (len(json.loads(found.stdout)), found.stderr) == (2, searched)
    assert run("search", "--year", "2022", archive=sound).stderr == searched
    assert run("similar", "2022-11-02-lb-limits", archive=sound).stderr.endswith(compared)
    own = run("similar", str(sound / "postmortems/undated-a.md"), archive=sound).stderr
    assert own.count("not compared") == len(files) - 1


def test_json_is_nothing_but_json(run, sound: Path) -> None:
    done = run("search", "handed back to real traffic", "--format", "json", archive=sound)
    (hit,) = json.loads(done.stdout)
    assert {key: hit[key] for key in ("slug", "title", "date", "severity", "path", "section")} == {
        "slug": "2023-05-12-checkout-down",
        "title": "Checkout down for three hours after a load-balancer change",
        "date": "2023-05-12T10:00:00+00:00",
        "severity": None,
        "path": "postmortems/2023-05-12-checkout-down.md",
        "section": {"kind": "summary", "title": "Summary", "anchor": "", "line": 16},
    }
    assert {"real", "traffic"} <= {hit["excerpt"][start:end] for start, end in hit["marks"]}
    assert hit["score"] > 0


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), {"2023-05-12-checkout-down", "2022-11-02-lb-limits"}),
        (("--service", "Checkout"), {"2023-05-12-checkout-down"}),
        (("--year", "2022"), {"2022-11-02-lb-limits"}),
        (("--year", "2022", "--year", "2023"), {"2023-05-12-checkout-down", "2022-11-02-lb-limits"}),
        (("--root-cause", "config", "--trigger", "config-change"), {"2023-05-12-checkout-down"}),
        (("--trigger", "settings change"), {"2023-05-12-checkout-down"}),  # a synonym
        (("--limit", "1", "--root-cause", "config"), {"2022-11-02-lb-limits"}),
        (("--service", "checkout", "--year", "2022"), set()),
        (("--severity", "SEV1"), set()),
        (("--from", "2023"), {"2023-05-12-checkout-down"}),
        (("--to", "2022"), {"2022-11-02-lb-limits"}),
        (("--from", "2022-11", "--to", "2023-05"), {"2023-05-12-checkout-down", "2022-11-02-lb-limits"}),
        (("--from", "2022-11-03", "--to", "2023-05-11"), set()),
        (("--from", "2022", "--year", "2022"), {"2022-11-02-lb-limits"}),
        (("--open", "yes"), {"2023-05-12-checkout-down"}),
        (("--open", "None"), {"2022-11-02-lb-limits"}),  # the label
        (("--root-cause", "Configuration"), {"2023-05-12-checkout-down", "2022-11-02-lb-limits"}),
        (("--detected-by", "Customer"), set()),
    ],
)
def test_facets(run, sound: Path, options: tuple[str, ...], found: set[str]) -> None:
    done = run("search", "former value restored or limit", *options, "--format", "json", archive=sound)
    assert done.exit_code == 0
    # the question's words stand in both: what is left out was left out by the options
    assert {hit["slug"] for hit in json.loads(done.stdout)} == found


def test_every_unknown_value_is_named(run, sound: Path) -> None:
    done = run("search", "x", "--service", "chekout", "--tag", "tls", "--root-cause", "confg", archive=sound)
    assert done.exit_code == 2
    assert "no incident has the service 'chekout': did you mean 'checkout'?" in done.stderr
    assert "no incident has the tag 'tls'" in done.stderr
    assert "no incident has the root cause 'confg': did you mean 'config'?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "the question is empty: ask for a word, such as what was seen or what broke"),
        (("",), "the question is empty: ask for a word, such as what was seen or what broke"),
        (("of the",), "every incident has words such as 'of the': ask for a word that only some of them have"),
        (("zzqq",), "no incident has 'zzqq': ask for other words, or fewer letters of one"),
        (('"limit listener"',), "no incident has what is in quotes: ask without the quotes, or for other words"),
        (("listener limit", "--year", "2023", "--severity", "SEV1"), "no incident with these options has 'listener limit': others have it, so leave an option out"),
    ],
)  # fmt: skip
def test_nothing_found_is_a_sentence_and_no_failure(run, sound: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = run("search", *arguments, "--format", "json", archive=sound)
    assert (done.exit_code, json.loads(done.stdout), done.stderr) == (0, [], f"{sentence}\n")


EVERYTHING = """\
    ---
    title: Everything is known of the third
    started_at: 2024-02-29 10:00
    resolved_at: 2024-02-29 10:30
    timezone: UTC
    severity: SEV2
    services: [mail]
    teams: [core]
    organisation: Example Shop
    tags: [tls]
    detected_by: customer
    extra: {region: eu, paged: true, cost: 7}
    ---

    The former value was restored.
    """
FIELDS = (
    "fields:\n  region: {label: Region, facet: true}\n  paged: {label: Paged, type: boolean, facet: true}\n"
    "  cost: {label: Cost, type: integer}\n"
)


@pytest.fixture
def three(archive_at) -> Path:
    """The two sound ones and one of which every facet has something."""
    files = {"2023-05-12-checkout-down.md": SOUND, "2022-11-02-lb-limits.md": EARLIER, "2024-02-29-third.md": EVERYTHING}
    return archive_at(files, settings=FIELDS)


@pytest.mark.parametrize(
    "options",
    [
        ("--severity", "sev2"), ("--service", "Mail"), ("--team", "core"), ("--organisation", "example-shop"), ("--tag", "TLS"),
        ("--detected-by", "customer"), ("--detected-by", "support ticket"), ("--extra", "region=EU"), ("--extra", "paged=Yes"),
        ("--extra", "extra.region=eu"), ("--from", "2024"), ("--from", "2024-02"), ("--from", "2024-2-29"),
        ("--from", "2024-02-29", "--to", "2024-02-29"), ("--from", "2023-06", "--to", "2024-02"), ("--year", "2024"),
    ],
)  # fmt: skip
def test_whatever_the_explorer_narrows_by_is_an_option(run, three: Path, options: tuple[str, ...]) -> None:
    """With a question and without, in text and in JSON."""
    for question in ((), ("former", "value")):
        done = run("search", *question, *options, "--format", "json", archive=three)
        assert ([hit["slug"] for hit in json.loads(done.stdout)], done.stderr) == (["2024-02-29-third"], "")
        text = run("search", *question, *options, archive=three).stdout
        assert [line for line in text.splitlines() if line[:1].isdigit()] == [
            "2024-02-29  SEV2  Everything is known of the third"
        ]


def test_every_facet_has_an_option_of_its_name() -> None:
    given = {option for parameter in search.params for option in parameter.opts}
    settings = read_settings({"fields": {"region": {"label": "Region", "facet": True}}})
    assert {f"--{facet.name.partition('.')[0]}" for facet in facets_of(settings)} < given


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--from", "2023-13"), "'2023-13' is no date: write 2023, 2023-06 or 2023-06-30"),
        (("--to", "2023-02-29"), "'2023-02-29' is no date: write 2023, 2023-06 or 2023-06-30"),
        (("--to", "2023-02-00"), "'2023-02-00' is no date: write 2023, 2023-06 or 2023-06-30"),
        (("--from", "last week"), "'last week' is no date: write 2023, 2023-06 or 2023-06-30"),
        (("--from", "2024", "--to", "2023-12-31"), "the time ends before it begins: '2024' is after '2023-12-31'"),
        (("--organisation", "Exmple Shop"), "no incident has the organisation 'Exmple Shop': did you mean 'Example Shop'?"),
        (("--detected-by", "custmer"), "no incident was detected by 'custmer': did you mean 'customer'?"),
        (("--open", "maybe"), "open actions cannot be 'maybe': choose one of yes, no"),
        (("--extra", "region=us"), "no incident has the region 'us': choose one of eu"),
        (("--extra", "regoin=eu"), "no field of your own is called 'regoin': did you mean 'region'?"),
        (("--extra", "cost=7"), "'cost' is no facet: declare the field with 'facet: true' in the settings"),
        (("--extra", "eu"), "--extra 'eu': write the name of the field, = and the value, such as region=eu"),
        (
            ("x", "--order", "ascending"),
            "relevance has one order: leave out '--order ascending', or sort by date, severity or duration",
        ),
        (
            ("--from", "soon", "--team", "cor"),
            "no incident has the team 'cor': did you mean 'core'?\n'soon' is no date: write 2023, 2023-06 or 2023-06-30",
        ),
    ],
)
def test_a_wrong_value_is_a_sentence(run, three: Path, options: tuple[str, ...], sentence: str) -> None:
    done = run("search", *options, archive=three)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"Error: {sentence}\n")


def test_an_archive_without_facets_of_its_own_says_so(run, sound: Path) -> None:
    done = run("search", "--extra", "region=eu", archive=sound)
    assert done.stderr == "Error: no field of your own is called 'region': the settings declare none as a facet\n"


CHECKOUT, LIMITS, THIRD = "2023-05-12-checkout-down", "2022-11-02-lb-limits", "2024-02-29-third"


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--sort", "date"), [THIRD, CHECKOUT, LIMITS]),
        (("--sort", "date", "--order", "ascending"), [LIMITS, CHECKOUT, THIRD]),
        (("--sort", "duration"), [CHECKOUT, THIRD, LIMITS]),
        (("--to", "2023", "--sort", "date", "--order", "ascending"), [LIMITS, CHECKOUT]),
        (("--sort", "duration", "--order", "ascending"), [THIRD, CHECKOUT, LIMITS]),
        (("--sort", "severity"), [THIRD, CHECKOUT, LIMITS]),
        (("--sort", "severity", "--order", "ascending"), [THIRD, CHECKOUT, LIMITS]),
        (("--sort", "date", "--limit", "1", "--to", "2023"), [CHECKOUT]),
    ],
)
def test_another_order(run, three: Path, options: tuple[str, ...], found: list[str]) -> None:
    """What has no severity or duration comes last either way; a question changes nothing of the order, but has its passages."""
    listed = json.loads(run("search", *options, "--format", "json", archive=three).stdout)
    assert [hit["slug"] for hit in listed] == found
    hits = json.loads(run("search", "former", "value", *options, "--format", "json", archive=three).stdout)
    assert [hit["slug"] for hit in hits] == found
    assert all(hit["marks"] and hit["score"] for hit in hits)


def test_an_order_alone_lists_the_oldest(run, three: Path) -> None:
    listed = json.loads(run("search", "--order", "ascending", "--format", "json", archive=three).stdout)
    assert [hit["slug"] for hit in listed] == [LIMITS, CHECKOUT, THIRD]


def test_relevance_is_the_order_of_a_question_only(run, three: Path) -> None:
    """As in the explorer, where an address may name it without a question."""
    listed = json.loads(run("search", "--sort", "relevance", "--from", "2022", "--format", "json", archive=three).stdout)
    assert [hit["slug"] for hit in listed] == [THIRD, CHECKOUT, LIMITS]


def test_sorted_by_duration_each_says_how_long_it_took(run, three: Path) -> None:
    lines = run("search", "--sort", "duration", archive=three).stdout.splitlines()
    assert [line for line in lines if line[:1].isdigit()] == [
        "2023-05-12  about 3 h  Checkout down for three hours after a load-balancer change",
        "2024-02-29  SEV2  30 min  Everything is known of the third",
        "2022-11-02  duration unknown  Listener limit reached",
    ]


def test_values_of_a_long_list_are_offered_by_what_they_hold(run, archive_at) -> None:
    """Where none is nearly the same, those that hold it; or else the most frequent ones."""
    front = "---\ntitle: Some {0}\ndate: 2024-01-01\nservices: [mail, svc-{0}-api, svc-{0}-db]\n---\n\nText.\n"
    archive = archive_at({f"2024-01-01-{number}.md": front.format(number) for number in range(20)})
    held = run("search", "x", "--service", "api", archive=archive)
    offered = r"Error: no incident has the service 'api': did you mean 'svc-\d+-api', 'svc-\d+-api', 'svc-\d+-api' or one of 17 others\?\n"
    assert re.fullmatch(offered, held.stderr)
    none = run("search", "x", "--service", "qqq", archive=archive)
    assert none.stderr.startswith("Error: no incident has the service 'qqq': of 41 the most frequent are mail, ")


def test_options_alone_list_the_newest(run, sound: Path) -> None:
    """What happened to one service, without anything to look for."""
    done = run("search", "--root-cause", "config", "--format", "json", archive=sound)
    hits = json.loads(done.stdout)
    assert [hit["slug"] for hit in hits] == ["2023-05-12-checkout-down", "2022-11-02-lb-limits"]
    assert (done.exit_code, done.stderr) == (0, "")
    assert all(hit["score"] == 0 and hit["marks"] == [] for hit in hits)
    none = run("search", "--service", "checkout", "--year", "2022", archive=sound)
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "no incident has all of these: leave an option out\n")


def test_a_pasted_message_is_answered_though_nothing_has_its_quotes(run, sound: Path) -> None:
    done = run("search", 'the listener has a limit, refused by "the blue zebra"', archive=sound)
    assert "2023-05-12-checkout-down" in done.stdout
    assert done.stderr == "no incident has what is in quotes: here each word counts for itself\n"


@pytest.mark.parametrize(("question", "said"), [
    ("listener limit", ""),
    ("listener xyzzyplugh limit", "no incident has 'xyzzyplugh'\n"),
    ("xyzzyplugh listener qwertzuiop", "no incident has 'xyzzyplugh' or 'qwertzuiop'\n"),
    ("how did the listener xyzzyplugh", "no incident has 'xyzzyplugh'\n"),
    ("one two three four five six seven listener xyzzyplugh", ""),
])  # fmt: skip
def test_words_that_no_incident_has_are_named(run, sound: Path, question: str, said: str) -> None:
    done = run("search", question, archive=sound)
    assert "2023-05-12-checkout-down" in done.stdout
    assert done.stderr == said


def test_a_long_question_is_not_repeated_whole(run, sound: Path) -> None:
    done = run("search", "z" * 10_000, archive=sound)
    assert (done.exit_code, done.stderr) == (0, f"no incident has '{'z' * 120}…': ask for other words, or fewer letters of one\n")


def test_a_word_with_a_hyphen_before_it_is_told_how_to_be_asked_for(run, sound: Path) -> None:
    done = run("search", "limit", "-foo", archive=sound)
    assert done.exit_code == 2
    assert "No such option" in done.stderr
    assert "To ask for such a word, write -- before the question." in done.stderr
    assert "write --" not in run("search", "limit", "--servce", "x", archive=sound).stderr
    assert run("search", "--", "limit", "-foo", archive=sound).exit_code == 0


def test_an_empty_archive_says_so(run, archive_at) -> None:
    done = run("search", "pool", archive=archive_at({}))
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "the archive has no incident yet\n")


def test_words_are_bold_on_a_terminal_only(sound: Path, run) -> None:
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "postmortem_archive.commands.main", "search", "listener"]
    env = {**os.environ, "PYTHONPATH": str(HOOKS), "TERM": "xterm"}
    subprocess.run(command, cwd=sound, env=env, stdout=follower, check=True)
    os.close(follower)
    seen = os.read(leader, 10_000).decode()
    os.close(leader)
    assert "the \x1b[1mlistener\x1b[0m was at its limit" in seen
    assert "\x1b" not in run("search", "listener", archive=sound).stdout


def test_help_does_not_import_the_ranking(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom postmortem_archive.commands.main import main\n"
        "main(['search', '--help'], standalone_mode=False)\n"
        "print(sorted({'numpy', 'bm25s', 'scipy', 'Stemmer'} & set(sys.modules)), file=sys.stderr)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(HOOKS)}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    assert "Any word may match" in done.stdout
