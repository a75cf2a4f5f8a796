"""Whether a question is what a program wrote, pasted as it is: then its quotation marks are nobody's wish.

A person puts words in quotes to have them there. A line of a log has them around whatever it names, and mostly around what no
other incident has: a user, a table, a whole request.
"""

from __future__ import annotations

import re

LONGEST = 20
"""Words, without stop words, of the longest question that somebody types."""

_NAMED = (
    "argument|attribute|backend|bean|bucket|class|column|command|constraint|container|database|device|directory|field|file|function"
    "|host|image|index|interface|key|method|module|namespace|node|option|package|parameter|path|plugin|pod|property|queue|relation"
    "|resource|role|schema|sequence|table|thread|topic|type|upstream|user|variable"
)
_FAILING = (
    "already exists|[Cc]annot|[Cc]an't|[Cc]ould not|[Cc]ouldn't|denied|does not|[Dd]uplicate|[Ff]ailed|[Ii]nvalid|is not"
    "|[Mm]issing|must be|[Nn]o such|not allowed|not found|refused|[Uu]nable to|[Uu]ndefined|[Uu]nexpected|[Uu]nknown"
    "|[Uu]nrecognized|violates"
)
SIGNS = (
    "\n",
    r"[0-9]:[0-9]{2}:[0-9]{2}|[0-9]-[0-9]{2}T[0-9]",  # a time to the second
    r"(?<![A-Za-z_])(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|SEVERE|FATAL|PANIC)(?![A-Za-z_])",
    r"(?:[Ee]rror|[Ee]xception|[Ww]arning|[Ff]atal|[Pp]anic|crit|emerg)[\]:]",  # TypeError: ...
    r"[A-Za-z0-9_.-]=[^ =]",  # level=error
    r'\\"|\{ ?"|": ?(?:["\{\[0-9-]|true|false|null)',  # JSON
    r'[a-z_]: "[\s\S]*[a-z_]: "',  # client: "10.0.0.1", host: "example.com"
    r'"(?:[a-z]+://|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) /)',
    r'", line [0-9]|\.[a-z]{1,4}:[0-9]+|[a-z]\[[0-9]+\]:|(?<![A-Za-z])at [A-Za-z_$.]+\(|0x[0-9a-f]{4}',  # a place in a program
    rf'^(?=[\s\S]*(?:{_FAILING}))[\s\S]*(?<![A-Za-z])(?:{_NAMED}) "[^" ]+"',  # relation "users" does not exist
)
"""Patterns, of which one is enough; the browser has them from the manifest. They are the same in Python and JavaScript: no flags,
and no classes but those of ASCII."""

_ANY = "|".join(SIGNS)  # compiled when it is asked for: that takes longer than all else that is loaded here


def is_pasted(text: str, words: int) -> bool:
    """Whether a program wrote this; `words` are those of the text without stop words."""
    return words > LONGEST or re.search(_ANY, text) is not None
