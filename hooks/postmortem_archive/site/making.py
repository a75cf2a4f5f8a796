"""All products of a build are made, by several processes; those that take longest are begun as soon as the archive is read.

These are made of the archive and of nothing else, so that one process is at work on them, and one finds what is similar, while
MkDocs lists files, builds its navigation and draws its own pages, which nobody can do for it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from postmortem_archive.keeping.tracing import Trace
from postmortem_archive.keeping.workers import Crew, as_done, begin, worker_count
from postmortem_archive.search.keeping import Finding
from postmortem_archive.site.outputs import throughout
from postmortem_archive.site.production import Made, Product, Workshop, finished, long_key
from postmortem_archive.site.site import Site
from postmortem_archive.site.written import Written, put_back

MANY = 500
"""Incidents from which on other processes are worth their start."""


@dataclass
class Ahead:
    """What was begun before MkDocs came to it: products by their names, and the names of what is back in the site for them; and
    what is similar, where it has to be found."""

    site: Site
    written: Written
    products: Mapping[str, Product] = field(default_factory=dict)
    back: tuple[str, ...] = ()
    _crew: Crew | None = None
    _finding: Finding | None = None
    _finder: Crew | None = None
    _is_told: bool = False

    def begin(self) -> None:
        """Begin with what is not kept, where the archive is large. What the processes ask of it as others do is worked out
        before. A first build has so much else to do that it gains nothing, and takes more memory."""
        archive = self.site.archive
        if not self.is_worth_it or not self.written.files:
            return
        missing = {
            one.name: one for one in throughout(self.site) if archive.store and long_key(self.site, one) not in archive.store
        }
        if not missing:
            return
        archive.bundles  # noqa: B018
        for incident in archive.incidents[:1]:
            archive.related(incident.slug), archive.mentioned_in(incident.slug), archive.group("services", "")
        self.back = put_back(self.written.site, (one.paths[0] for one in missing.values()), last=False)
        gc.freeze()  # for good, as is done in a moment with all that was read: see collecting.py
        self.find_similar()
        self._crew = begin(self._make, list(missing.values()))
        self.products = missing if self._crew else {}

    @property
    def is_worth_it(self) -> bool:
        """Whether there is as much to do as other processes take to start, and a core for them."""
        return len(self.site.archive) >= MANY and worker_count() > 1

    @property
    def at_work(self) -> int:
        """How many processes are at work on this, or hold what they did."""
        return sum(crew is not None for crew in (self._crew, self._finder))

    def find_similar(self) -> None:
        """Begin to find what is similar, where that is not kept."""
        if self._finding is None:
            self._finding = Finding(self.site.archive)
            if self._finding.is_needed:
                self._finder = begin(lambda find: find(), [self._finding.find])

    def tell_similar(self) -> None:
        """Have the archive tell what is similar, where that was begun."""
        if self._finding is None or self._is_told:
            return
        if self._finder is not None:
            try:
                self._finding.keep(next(found for _, results in self._finder.results() for found in results))
            finally:
                self._finder.dismiss()
                self._finder = None
        if not self._finding.is_needed:
            self.site.archive.tell_similar(self._finding.similar())
            self._is_told = True

    def _make(self, product: Product) -> Made:
        workshop: Any = self  # of which they ask for nothing but the site
        contents, extract = product.make(workshop)
        return finished(long_key(self.site, product), contents, extract, self.written, Trace())

    def results(self) -> Iterator[tuple[str, Made]]:
        """The name of each, and what became of it; nobody is at work on them afterwards."""
        if self._crew is not None:
            names = list(self.products)
            try:
                for place, made in self._crew.results():
                    yield from ((names[place], one) for one in made)
            finally:
                self.stop()

    def stop(self) -> None:
        """End the work, also in the middle of it."""
        for crew in (self._crew, self._finder):
            if crew is not None:
                crew.dismiss()
        self._crew = self._finder = None


def make_all(workshop: Workshop, products: Sequence[Product], ahead: Ahead | None = None) -> Iterator[tuple[int, Made]]:
    """(number, what became of it) of every product as it gets done, each kept for the next build; last what was begun `ahead`."""
    begun = {} if ahead is None else {number: one.name for number, one in enumerate(products) if one.name in ahead.products}
    first = [number for number, product in enumerate(products) if product.incident][:1]
    rest = [number for number in range(len(products)) if number not in first and number not in begun]
    alone = sum(products[number].is_long for number in rest)
    others = as_done(lambda number: workshop.make(products[number]), rest, alone=alone)
    numbers = {name: number for number, name in begun.items()}
    # the first incident is drawn here, with which what incidents ask of the whole archive is worked out once for all processes
    for number, made in chain(
        ((number, workshop.make(products[number])) for number in first),
        ((rest[place], made) for place, made in others),
        ((numbers[name], made) for name, made in (ahead.results() if ahead else ())),
    ):
        yield number, _kept(workshop, products[number], made)


def _kept(workshop: Workshop, product: Product, made: Made) -> Made:
    """What became of a product, its records kept for the next build."""
    store, kept = workshop.store, not made.fresh
    if made.record is not None:
        kept = store.put(made.key, made.record)
    elif made.key:
        store.want(made.key)
    for key, value in made.aside:
        if key in store:
            store.want(key)
        else:
            store.put(key, value)
    own = {path: path for path in product.paths}  # what came from another process is the same in another place
    written = tuple((own.get(path, path), content, known) for path, content, known in made.written)
    return replace(made, record=None, written=written, kept=kept, aside=())
