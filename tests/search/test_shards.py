"""How the words of an archive are cut into files."""

from __future__ import annotations

import json

from postmortem_archive import Archive
from postmortem_archive.search.shards import WORDS_AT_ONCE, search_files
from tests.conftest import WriteArchive


def test_many_words_that_begin_alike_have_a_file_of_their_own(archive_at: WriteArchive) -> None:
    """Numbers of incidents, say, of which there are as many as incidents: who looks for a plan does not fetch them."""
    numbers = " ".join(f"PMX{number:04}" for number in range(WORDS_AT_ONCE))
    text = f"---\ntitle: Planned pipeline\ndate: 2024-01-01\n---\n\n## Summary\n\nA pulley, the pump: {numbers}.\n"
    files = dict(search_files(Archive.open(archive_at({"2024-01-01-one.md": text})).index))
    manifest = json.loads(files["search/manifest.json"])
    own = manifest["words"].index("pmx")
    stretches = [json.loads(files[f"search/words/{number}.json"])["terms"] for number in range(len(manifest["words"]))]
    assert [number for number, terms in enumerate(stretches) if "pmx" in terms] == [own]
    assert "pipelin" in stretches[own - 1]
    assert "pump" in stretches[own + 1]
    assert all(line.startswith("pmx") for line in stretches[own].split("\n"))
