"""A build in which nothing changed: what the build before made stands, and none of its questions is asked again.

Products are made of the archive, the day, the settings, the code, the theme and the places of the site's files, and of nothing
else. While one key of all of these is the same, so is every answer, and so is the whole site. Then it is enough to look whether
the files are there as they were written, and to put right those that are not.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mkdocs.structure.files import Files

from postmortem_archive.archive.keeping import archive_digest
from postmortem_archive.keeping.canon import canon
from postmortem_archive.keeping.store import Store, digest
from postmortem_archive.site.messages import Message
from postmortem_archive.site.production import Made, contents_of, extract_of
from postmortem_archive.site.site import Site
from postmortem_archive.site.written import Signature, Written, write

Placed = dict[str, tuple[bytes, Signature]]


def said_key(site: Site) -> bytes | None:
    """A key of all that the archive says on a day; None where nobody can tell, or in a preview, which says more."""
    said = archive_digest(site.archive)
    if said is None or site.preview is not None:
        return None
    return digest(said, site.today.isoformat(), canon(site.editor))


def whole_key(shell: bytes | None, site: Site, files: Files, kept: Iterable[str]) -> bytes | None:
    """A key of all that products are made of; `kept` are the sources of the pages among them."""
    said = said_key(site)
    if said is None or shell is None:
        return None
    # an address that nobody has asked for yet is made of the place
    places = (f"{one.src_uri}\n{one.__dict__.get('url')}\n{one.dest_uri}\n{one.inclusion.name}" for one in files)
    return digest(b"whole", shell, said, "\0".join(places), "\0".join(kept))


@dataclass(frozen=True)
class Standing:
    """What a build made: by product the key of its record and its files with digests of what is in them; what was logged; a
    digest of the list of all incidents; and every record that was of use, so that none is dropped while nothing changes.
    """

    keys: tuple[bytes, ...]
    files: tuple[tuple[tuple[str, bytes], ...], ...]
    listed: tuple[bool, ...]
    messages: tuple[Message, ...]
    entries: bytes
    wanted: frozenset[bytes]

    @classmethod
    def of(cls, made: Sequence[Made], listed: Sequence[bool], entries: bytes, wanted: Iterable[bytes]) -> Standing:
        """That of products in their order; `listed` says which have an entry in the list of all incidents."""
        files = tuple(tuple((path, content) for path, content, _ in one.written) for one in made)
        messages = tuple(message for one in made for message in one.messages)
        return cls(tuple(one.key for one in made), files, tuple(listed), messages, entries, frozenset(wanted))

    @classmethod
    def kept(cls, store: Store, key: bytes | None) -> Standing | None:
        """What is kept under this key, as far as every record that it needs is still there."""
        record = store.get(key) if key is not None else None
        if record is None:
            return None
        found = cls(*pickle.loads(record))
        return found if all(one in store for one in found.wanted) else None

    def packed(self) -> bytes:
        """All of it as bytes."""
        return pickle.dumps(tuple(self.__dict__.values()), protocol=5)

    @property
    def paths(self) -> Iterator[str]:
        """Every file."""
        return (path for files in self.files for path, _ in files)

    @property
    def pages(self) -> int:
        """Products that are a page."""
        return sum(files[0][0].endswith(".html") for files in self.files)

    def put_right(self, store: Store, written: Written) -> Placed | None:
        """Every file as it was made, those that somebody touched written anew; None where what was in one is lost."""
        placed: Placed = {}
        for key, files in zip(self.keys, self.files, strict=True):
            contents: Sequence[bytes] | None = None
            for place, (path, content) in enumerate(files):
                known: Signature | None = written.files[path][1] if written.has(path, content) else None
                if known is None:
                    contents = contents_of(store, key) if contents is None else contents
                    if place >= len(contents) or digest(contents[place]) != content:
                        return None
                    known = write(written.site, path, contents[place])
                if known is not None:
                    placed[path] = content, known
        return placed

    def entries_of(self, store: Store) -> list[bytes] | None:
        """The entries of the list of all incidents; None where one is lost."""
        found = [extract_of(store, key) for key, listed in zip(self.keys, self.listed, strict=True) if listed]
        entries = [one for one in found if one is not None]
        return entries if digest(*entries) == self.entries else None
