"""How the words of an archive are cut into files."""

from __future__ import annotations

import json

from postmortem_archive import Archive
from postmortem_archive.search.ranking import Index
from postmortem_archive.search.shards import WORDS_AT_ONCE, index_files, search_files
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


def test_the_files_are_made_without_any_incident_in_hand_nor_the_words_once_they_are_counted(archive_at: WriteArchive) -> None:
    """In a process that shares an archive with others, to look at its incidents is to copy them."""
    text = "---\ntitle: Pump {0}\ndate: 2024-01-0{0}\n---\n\n## Summary\n\nThe pulley of pump {0} broke.\n"
    root = archive_at({f"2024-01-0{number}-pump.md": text.format(number) for number in range(1, 5)})
    expected = dict(index_files(Archive.open(root).index, ["told"]))
    archive = Archive.open(root)
    index = Index(archive)
    archive.forget_texts()
    assert "texts" not in archive.__dict__
    assert dict(index_files(index, ["told"])) == expected
    assert not {"incidents", "_drafts"} & index.__dict__.keys()
    assert json.loads(expected["search/manifest.json"])["incidents"] == 4
