"""What months are called, in English and in the other languages in which postmortems are met most, in lower case."""

from __future__ import annotations

from itertools import chain

ENGLISH = ("january", "february", "march", "april", "may", "june",
           "july", "august", "september", "october", "november", "december")  # fmt: skip
_OTHERWISE = (
    ("januar", "jänner", "janvier", "enero"), ("februar", "février", "febrero"), ("märz", "mars", "marzo"), ("avril", "abril"),
    ("mai", "mayo"), ("juni", "juin", "junio"), ("juli", "juillet", "julio"), ("août", "agosto"), ("septembre", "septiembre"),
    ("oktober", "okt", "octobre", "octubre"), ("novembre", "noviembre"), ("dezember", "dez", "décembre", "diciembre"),
)  # fmt: skip
"""By month: its names in German, French and Spanish that are no English ones."""

FOREIGN = {name: number for number, names in enumerate(_OTHERWISE, 1) for name in names}
"""By each of these names the number of the month."""
NUMBERS = {**{name: number for number, name in enumerate(ENGLISH, 1)}, **FOREIGN}
"""By every name in full the number of the month."""
ANY = "|".join(sorted(chain(NUMBERS), key=len, reverse=True))
"""All of them as a pattern, the longest first."""
