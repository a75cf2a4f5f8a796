"""All products of a build are made, by several processes; those that take longest are begun as soon as the archive is read.

These are made of the archive and of nothing else, so that one process is at work on them while MkDocs lists files, builds its
navigation and draws its own pages, which nobody can do for it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from postmortem_archive.keeping.tracing import Trace
from postmortem_archive.keeping.workers import Crew, as_done, begin
from postmortem_archive.site.outputs import throughout
from postmortem_archive.site.production import Made, Product, Workshop, finished, long_key
from postmortem_archive.site.site import Site
from postmortem_archive.site.written import Written, put_back

MANY = 500
"""Incidents from which on another process is worth its start."""


@dataclass
class Ahead:
    """What was begun before MkDocs came to it: products by their names, and the names of what is back in the site for them."""

    site: Site
    written: Written
    products: Mapping[str, Product] = field(default_factory=dict)
    back: tuple[str, ...] = ()
    _crew: Crew | None = None

    def begin(self) -> None:
        """Begin with those that are not kept, where the archive is large. What the process asks of it as others do is worked out
        before. A first build has so much else to do that it gains nothing, and takes more memory."""
        archive = self.site.archive
        if len(archive) < MANY or not self.written.files:
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
        self._crew = begin(self._make, list(missing.values()))
        self.products = missing if self._crew else {}

    @property
    def is_working(self) -> bool:
        """Whether a process is at work on them, or holds what it did."""
        return self._crew is not None

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
        if self._crew is not None:
            self._crew.dismiss()
            self._crew = None


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
