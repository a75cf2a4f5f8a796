"""The words of an archive as numbers, read once."""

from __future__ import annotations

import subprocess
import sys

from postmortem_archive import Archive
from postmortem_archive.search.terms import read_terms
from tests.conftest import WriteArchive

FIRST = "---\ntitle: The us-east-1 pool\ndate: 2021-01-01\ntags: [pool]\n---\n\n## Summary\n\nPools of us-east-1 ran dry.\n"


def test_pieces_stand_for_terms_in_the_order_of_the_text(archive_at: WriteArchive) -> None:
    terms = read_terms(Archive.open(archive_at({"2021-01-01-a.md": FIRST})))
    (text,) = terms.texts
    title = text.spans[0]
    assert (title.kind, title.prose) == ("title", False)
    pieces = [terms.written[run] for run in text.runs[title.start : title.end]]
    assert pieces == ["The", "us-east-1", "pool"]
    found = [[terms.names[term] for term in terms.of_run[run]] for run in text.runs[title.start : title.end]]
    assert found == [[], ["useast1", "us", "east", "1"], ["pool"]]
    assert [terms.words[run] for run in text.runs[title.start : title.end]][1] == (terms.numbers["useast1"],)


def test_the_same_piece_has_one_number_and_prose_is_told_from_labels(archive_at: WriteArchive) -> None:
    terms = read_terms(Archive.open(archive_at({"2021-01-01-a.md": FIRST})))
    (text,) = terms.texts
    assert len(terms.written) == len(set(terms.written))
    assert {span.kind for span in text.spans if span.prose} == {"summary"}
    assert "tags" in {span.kind for span in text.spans if not span.prose}
    assert text.spans[-1].end == len(text.runs)


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    code = (
        "import sys; import postmortem_archive.search.similar, postmortem_archive.commands.similar, postmortem_archive.checking;"
        "sys.exit(', '.join(sorted({'numpy', 'scipy', 'bm25s'} & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"PYTHONPATH": "hooks"})
    assert (done.returncode, done.stderr) == (0, "")
