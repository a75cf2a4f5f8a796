"""The words of an archive as numbers, read once."""

from __future__ import annotations

import subprocess
import sys

from postmortem_archive import Archive
from tests.conftest import WriteArchive

FIRST = "---\ntitle: The us-east-1 pool\ndate: 2021-01-01\ntags: [pool]\n---\n\n## Summary\n\nPools of us-east-1 ran dry.\n"


def test_runs_stand_for_terms_in_the_order_of_the_text(archive_at: WriteArchive) -> None:
    texts = Archive.open(archive_at({"2021-01-01-a.md": FIRST})).texts
    passages = texts.of(slice(0, 1))
    assert (texts.kinds[passages.kind[0]], bool(passages.prose[0])) == ("title", False)
    title = passages.runs[passages.passage == 0]
    written = list(texts.lexicon.numbers)
    assert [written[run] for run in title] == ["The", "us-east-1", "pool"]
    found = [[texts.terms[texts.term_numbers[term]] for term in texts.lexicon.terms_of[run]] for run in title]
    assert found == [[], ["useast1", "us", "east", "1"], ["pool"]]


def test_the_same_run_has_one_number_and_prose_is_told_from_labels(archive_at: WriteArchive) -> None:
    texts = Archive.open(archive_at({"2021-01-01-a.md": FIRST})).texts
    passages = texts.of(slice(0, 1))
    kinds = [texts.kinds[kind] for kind in passages.kind]
    assert {kind for kind, prose in zip(kinds, passages.prose, strict=True) if prose} == {"summary"}
    assert "tags" in {kind for kind, prose in zip(kinds, passages.prose, strict=True) if not prose}
    pools = [run for run in passages.runs if list(texts.lexicon.numbers)[run] == "pool"]
    assert len(pools) > 1
    assert len(set(pools)) == 1
    assert list(texts.terms) == sorted(set(texts.terms))


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = (
        "import sys; import postmortem_archive.search.similar, postmortem_archive.commands.similar, postmortem_archive.checking;"
        "sys.exit(', '.join(sorted({'numpy', 'scipy', 'bm25s'} & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"PYTHONPATH": "hooks"})
    assert (done.returncode, done.stderr) == (0, "")
