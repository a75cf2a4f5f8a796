"""The browser answers as Python does: every question of the benchmark, and questions made to be hard, in a real Chromium."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from postmortem_archive import Archive
from postmortem_archive.search.question import read_question
from postmortem_archive.search.shards import FARTHEST_STEP, search_files
from postmortem_archive.search.vocabulary import SHORTEST_TYPO
from tests.conftest import WriteArchive
from tests.search.quoted import PASTED, TYPED

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "hooks" / "postmortem_archive" / "site" / "theme" / "assets" / "archive"
CORPUS = ROOT.parent / "shared" / "corpus"


def asked(name: str) -> list[str]:
    """Every question of a file of the benchmark."""
    return [one["ask"] for half in yaml.safe_load((ROOT / "bench" / name).read_text(encoding="utf-8")).values() for one in half]


HARD = [
    "", "the of", "zzzzqq", '"', '""', "certifcate", "xertificate", "ceritficate expired", "certif", "cer", "ce", "us-east-1", "US_EAST_1",
    "NullPointerException", "http 503", "HTTP/503", "max_connections", '"data centre"', '"certificate expired"', '"of the database"',
    "“leap second”", '"leap second" clock', '"zzzzqq"', '"database"', "dying", "policies", "1.1.1.1", "10.0.0.1", "don't", "server’s",
    "straße", "ÉTEINT", "障害対応", "データベース", "expirations", "crashings", "bgp bgp BGP", "a-b_c.d", "e.g.", "k8s", "5xx", "v1.27.3",
    "10.0.3.7:5432", "java.lang.OutOfMemoryError: GC overhead limit exceeded", "OutOfMemoryError limit", "db1.example.com", "9.6",
    '"in the database"', '"was not expired"', '"is not a"', '"expired in the"', '"to the database of the leap second" clock',
    '"to it that there were no of those in the database"', "how do we restore a deleted namespace", "how do we", '"how do we" roll back',
    "what did you do about zzzzqq", "who can", "must", "can't", "users couldn't log in", "doesn’t scale", "cant reach it, isnt it", '"can\'t"',
    "what happened on 2 November 2023", "outage Nov 2023", "2023-11-02", "2.11.2023", "01/21/2020 kiam", "4xx", "50x errors", "superdatabase",
    "misconfigured multicertificate", "kube-system/database/20", "Jan 3", "2023/11/02 10:00:03 x",
    "2024-03-01T10:20:33.120Z", "１.２.３", "a.b-c:d_e", "postgres-9.6.3", "V2.0.1", "٣.٤.٥",
    '{"level": "error", "msg": "expired certificate", "db": "x"}', 'msg="expired certificate" level=error', '5" disk "leap second"',
    'FATAL: password authentication failed for user "zebra"', 'failed for user of the database "leap second"', 'a "b" c "leap second", "d"',
    "requests timed out", "timeout", "users can't log in", "Load Balancer health checks", "rolled-back", '"timed out"', "shut down the load balancer",
    "came back up", "backed up", "10 GB", "10GB", "30 ms", "v2.31.4-rc1", "2.31.4-beta.1", "k8s", "kube db", "observability",
    "someone wiped production thinking it was their laptop, and nobody had ever tried to restore the backups before that night",
]  # fmt: skip

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
import { openSearch } from "./search.mjs";
import { wordsOf } from "./words.mjs";
const search = await openSearch(new URL("./", location));
window.ask = async (text) => {
  const answer = await search.ask(text);
  const hits = await Promise.all(answer.order.slice(0, 10).map((number) => search.hit(number, answer)));
  return [answer.order, hits.map(({ incident, title, anchor, excerpt, marks }) => [incident.slug, title, anchor, excerpt, marks])];
};
window.cut = (text) => wordsOf(text, search.language).map(({ surface, whole, pieces, names, exact }) => [surface, whole, pieces, names, exact]);
window.read = (text) => {
  const { phrases, lenient } = search.read(text);
  return [phrases.map((phrase) => phrase.map(({ surface }) => surface).join(" ")), lenient];
};
window.ready = true;
</script>"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a test's output is for its failure."""


@pytest.fixture(scope="module")
def archive() -> Archive:
    return Archive.open(ROOT)


@contextmanager
def opened(archive: Archive, browser: Browser, folder: Path) -> Iterator[Page]:
    """A page with `ask` and `cut`, beside the index of an archive."""
    for script in ("search.mjs", "question.mjs", "vocabulary.mjs", "spelling.mjs", "compounds.mjs", "words.mjs", "quoting.mjs"):
        shutil.copy(SCRIPTS / script, folder)
    (folder / "index.html").write_text(PAGE)
    for address, text in search_files(archive.index):
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with served(folder, browser) as page:
        yield page


@contextmanager
def served(folder: Path, browser: Browser) -> Iterator[Page]:
    """The page of a folder, once it is ready."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
    page.wait_for_function("window.ready")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def page(archive: Archive, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with opened(archive, browser, tmp_path_factory.mktemp("search")) as page:
        yield page


def in_python(archive: Archive, question: str) -> list[Any]:
    hits = archive.search(question, limit=10)
    found = [
        [hit.incident.slug, hit.section.title, hit.section.anchor, hit.excerpt, [list(mark) for mark in hit.marks]]
        for hit in hits
    ]
    return [archive.index.order(question), found]


@pytest.mark.parametrize("question", [*asked("search.yml"), *HARD])
def test_the_same_incidents_in_the_same_order_at_the_same_places(archive: Archive, page: Page, question: str) -> None:
    assert page.evaluate("question => ask(question)", question) == in_python(archive, question)


@pytest.mark.parametrize(("question", "wanted"), [*TYPED, *PASTED])
def test_what_is_in_quotes_is_read_and_answered_alike(archive: Archive, page: Page, question: str, wanted: list[str]) -> None:
    """Typed and pasted ones; what has to be there, and what comes of it."""
    lenient = read_question(question, archive.index.tokeniser).lenient
    assert page.evaluate("question => read(question)", question) == [wanted, lenient]
    assert page.evaluate("question => ask(question)", question) == in_python(archive, question)


WORDS = st.sampled_from(
    'database certificat expi us-east-1 BGP the was " “ kubernets rollbacks max_conn "pool", ERROR a="b" user "x": {"y": 503 http DNS’s 障害 é'.split()
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=7).map(" ".join) | st.text(st.sampled_from('ab1_-.’@:/"éß障ſİ Σ\u0301K'), max_size=12))
def test_any_question(archive: Archive, page: Page, question: str) -> None:
    assert page.evaluate("question => ask(question)", question) == in_python(archive, question)


def test_words_with_a_typo_in_their_beginning(archive: Archive, page: Page) -> None:
    """Whatever letter is another, left out, one too many or swapped: those that the browser has to look for in all the alphabet."""
    chance, vocabulary = Random(7), archive.index.vocabulary
    words = [word for word in vocabulary.sorted_words if word.isalpha() and len(word) >= SHORTEST_TYPO - 1]
    asked_for = 0
    while asked_for < 150:
        word = chance.choice(words)
        at, letter = chance.randrange(min(4, len(word) - 1)), chance.choice("aeinrstxyzé")
        changed = chance.choice((
            word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ))  # fmt: skip
        if vocabulary.one_typo_from(changed):
            asked_for += 1
            assert page.evaluate("question => ask(question)", f"{changed} of") == in_python(archive, f"{changed} of"), (
                word,
                changed,
            )


def test_incidents_far_from_each_other(archive_at: WriteArchive, browser: Browser, tmp_path: Path) -> None:
    """Words of the newest of many, and of it and the oldest: farther than one sign of a posting says."""
    count = FARTHEST_STEP + 80
    files = {
        f"{date(2010, 1, 1) + timedelta(days=number)}-one.md": (
            f"---\ntitle: Valve {number % 7} stuck{' rarely' * (number % count == count - 1)}{' twice' * (number % (count - 1) == 0)}\n"
            f"date: {date(2010, 1, 1) + timedelta(days=number)}\n---\n"
        )
        for number in range(count)
    }
    archive = Archive.open(archive_at(files))
    with opened(archive, browser, tmp_path) as page:
        for question, found in (("rarely", 1), ("twice", 2), ("valve twice", count)):
            expected = in_python(archive, question)
            assert len(expected[0]) == found
            assert page.evaluate("question => ask(question)", question) == expected, question


def test_the_browser_cuts_texts_as_python_does(archive: Archive, page: Page) -> None:
    """Every passage of the archive, and every hard question."""
    index = archive.index
    texts = [passage.text for incident in archive for passage in index.passages(incident)] + HARD
    found = page.evaluate("texts => texts.map(cut)", texts)
    stop = index.tokeniser.stop_words
    for text, words in zip(texts, found, strict=True):
        expected = [
            [word.surface, word.whole, list(word.pieces), list(word.names), word.exact]
            for word in index.tokeniser.words(text)
            if word.surface not in stop
        ]
        assert words == expected, text
    assert read_question("the", index.tokeniser).only_stop_words


GERMAN = (
    "Webshop überlastet zum Black Friday", "Lastverteiler nach Konfigurationsänderung überlastet", "Überwachung ausgefallen, Kühlung auch",
    "Kühlungen überwacht, Straße gesperrt", "Größere Störung der Überwachungen", "Zu viele Verbindungen zur Datenbank",
    "Kassen offline", "Festplatte ohne Platz", "Sicherung versehentlich gelöscht", "Heizung abgeschaltet und ausgetauscht",
    "Dienste starten nicht",
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("überlastung", {1, 2}), ("Ueberlastung", {1, 2}), ("uberlastung", {1, 2}), ("ueberwachung", {3, 5}), ("Kühlungen", {3, 4}),
        ("kuehlung", {3, 4}), ("ueberl", {1, 2}), ("strasse", {4}), ("groessere", {5}), ("beim gehen", set()),
        ("warum wurde überwachung seit gestern", {3, 5}), ("störungen", {5}), ("uberlastte", {1, 2}),
        ("Datenbankverbindungen", {6}), ("Kassensystem", {7}), ("Festplattenplatz", {8}), ("löschen", {9}), ("loeschen", {9}),
        ("abschalten", {10}), ("austauschen", {10}), ("gestartet", {11}), ("Verbindungskasse", {6, 7}), ("Zeppelinflug", set()),
    ],
)  # fmt: skip
def test_german_with_umlauts_and_without(german: tuple[Archive, Page], asked: str, found: set[int]) -> None:
    archive, page = german
    assert {number + 1 for number in archive.index.order(asked)} == found
    assert page.evaluate("question => ask(question)", asked) == in_python(archive, asked)


@pytest.fixture(scope="module")
def german(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, Page]]:
    """An archive in German, and a page that asks it."""
    root = tmp_path_factory.mktemp("german")
    (root / "mkdocs.yml").write_text("site_name: A\ntheme: {name: material, language: de}\n")
    (root / "postmortems").mkdir()
    for number, title in enumerate(GERMAN, 1):
        text = f'---\ntitle: "{title}"\ndate: 2024-01-{number:02}\n---\n'
        (root / "postmortems" / f"2024-01-{number:02}-a{number}.md").write_text(text, encoding="utf-8")
    archive, site = Archive.open(root), root / "site"
    site.mkdir()
    with opened(archive, browser, site) as page:
        yield archive, page


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of public postmortems is not on this machine")
def test_the_questions_over_the_corpus_too(browser: Browser, tmp_path: Path) -> None:
    """Where the corpus is there: every question that the benchmark asks of it."""
    (tmp_path / "mkdocs.yml").write_text("site_name: Corpus\nextra: {archive: {timezone: UTC}}\n")
    command = [sys.executable, "-m", "postmortem_archive.commands.main", "import", str(CORPUS)]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    archive = Archive.open(tmp_path)
    assert len(archive) > 300
    site = tmp_path / "site"
    site.mkdir()
    with opened(archive, browser, site) as page:
        for question in asked("search-corpus.yml"):
            assert page.evaluate("question => ask(question)", question) == in_python(archive, question), question
