"""Words that a language makes of others: compounds (`Datenbankverbindungen`), and participles (`löschen`, `gelöscht`).

Only for a word of which the archive has no form. The browser does the same (theme/assets/archive/compounds.mjs).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHORTEST_HALF = 4
"""Letters of a part of a compound."""
SHORTEST_HEAD = 5
"""Letters of the first part of a compound of which the archive has no other."""
SHORTEST_VERB = 3
"""Letters of a verb's stem."""
ENDINGS = ("t", "et", "en")
"""Of participles."""


@dataclass(frozen=True)
class Compounding:
    """How a language joins words: what may stand between two, and what before the `ge` of a participle, "" among that."""

    joints: Sequence[str] = ()
    prefixes: Sequence[str] = ()

    @property
    def told(self) -> Mapping[str, Any]:
        """What the browser needs to do the same."""
        return {
            "joints": self.joints, "prefixes": self.prefixes, "participles": ENDINGS, "shortestHalf": SHORTEST_HALF,
            "shortestHead": SHORTEST_HEAD, "shortestVerb": SHORTEST_VERB,
        }  # fmt: skip

    def halves(self, word: str) -> Iterator[tuple[str, str]]:
        """The two words that this may be made of, the longest first part first."""
        for cut in range(len(word) - SHORTEST_HALF, SHORTEST_HALF - 1, -1):
            for joint in self.joints:
                if word.startswith(joint, cut) and len(word) - cut - len(joint) >= SHORTEST_HALF:
                    yield word[:cut], word[cut + len(joint) :]

    def participles(self, word: str) -> Iterator[str]:
        """What may be the participle of this verb, or the verb of this participle."""
        for prefix in self.prefixes:
            rest = word[len(prefix) :]
            if not word.startswith(prefix):
                continue
            if rest.endswith("en") and len(rest) - 2 >= SHORTEST_VERB:
                yield from (f"{prefix}ge{rest[:-2]}{ending}" for ending in ENDINGS)
            for ending in ENDINGS:
                if rest.startswith("ge") and rest.endswith(ending) and len(rest) - 2 - len(ending) >= SHORTEST_VERB:
                    yield f"{prefix}{rest[2 : -len(ending)]}en"


_NORDIC = Compounding(("", "s", "e"))
COMPOUNDING = {
    "de": Compounding(
        ("", "s", "n", "en", "es", "e"),
        ("", *"ab an auf aus bei durch ein fest her hin los mit nach um vor weg zu zurück zusammen über".split()),
    ),
    "nl": Compounding(("", "s", "en", "e")),
    **dict.fromkeys(("da", "nb", "nn", "no", "sv"), _NORDIC),
}
"""By language; others write words apart."""
