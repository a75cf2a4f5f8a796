"""How long it took, as a distribution: never one number where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from postmortem_archive.incident import Incident

QUARTILES_FROM = 10
"""With fewer values than this the values themselves are said: a quartile of seven would be two incidents' accident."""
NINETIETH_FROM = 20
"""With fewer, nine of ten are not to be told from all."""


@dataclass(frozen=True)
class Span:
    """A time of incidents that is measured between two phases."""

    name: str
    title: str
    end: str


SPANS = (
    Span("detect", "Time to detect", "detected"),
    Span("mitigate", "Time to mitigate", "mitigated"),
    Span("resolve", "Time to resolve", "resolved"),
)
"""All of them from the start of the incident."""


@dataclass(frozen=True)
class Spread:
    """How long it took some incidents, in minutes.

    `values` are (minutes, slug), the shortest first, of those whose both ends have a clock; of the other `unknown` ones
    nothing is guessed. `inexact` of the known have an end that is approximate or was read out of the timeline.
    """

    values: tuple[tuple[float, str], ...]
    unknown: int
    inexact: int = 0

    @classmethod
    def of(cls, incidents: Sequence[Incident], span: Span) -> Spread:
        """The spread of one time over these incidents."""
        known = [(minutes, one) for one in incidents if (minutes := one.minutes("started", span.end)) is not None]
        inexact = sum(not one.is_exact("started", span.end) for _, one in known)
        values = sorted((minutes, one.slug) for minutes, one in known)
        return cls(tuple(values), len(incidents) - len(known), inexact)

    @property
    def n(self) -> int:
        """How many values are known."""
        return len(self.values)

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """A quarter, half and three quarters of the values are not above these; None where they are too few.

        Between two values the place is found by linear interpolation, the shortest being the 0th and the longest the
        100th percentile: `statistics.quantiles(method="inclusive")`, which NumPy calls "linear" and R type 7.
        """
        if self.n < QUARTILES_FROM:
            return None
        first, second, third = quantiles((minutes for minutes, _ in self.values), n=4, method="inclusive")
        return first, second, third

    @property
    def median(self) -> float | None:
        """Half of the values are not above it; None where they are too few."""
        return self.quartiles[1] if self.quartiles else None

    @property
    def ninetieth(self) -> float | None:
        """Nine of ten values are not above it; None where they are too few. Found as the quartiles are."""
        if self.n < NINETIETH_FROM:
            return None
        return quantiles((minutes for minutes, _ in self.values), n=10, method="inclusive")[8]
