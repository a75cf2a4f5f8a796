"""What a search has to say beside its hits: why there are none, or what it took otherwise."""

from __future__ import annotations

from postmortem_archive.archive import Archive
from postmortem_archive.search.question import read_question

FEW_WORDS, LONGEST_WORD = 8, 40
"""A question of more words may be pasted, and is not answered word by word; and what is shown of a word."""
LONGEST = 120
"""Characters of a question that are repeated: a pasted log has thousands."""


def about_hits(archive: Archive, text: str) -> str:
    """A sentence where hits are less than they may seem: the quotes of the question count for nothing, or some of its words."""
    if archive.index.is_loosened(text):
        return "no incident has what is in quotes: here each word counts for itself"
    unknown = archive.index.unknown(text) if len(read_question(text, archive.index.tokeniser).words) <= FEW_WORDS else ()
    *most, last = [f"'{word[:LONGEST_WORD]}'" for word in unknown] or [""]
    return f"no incident has {', '.join(most)} or {last}" if most else f"no incident has {last}" if last else ""


def why_nothing(archive: Archive, text: str, *, narrowed: bool) -> str:
    """A sentence that says why there is no hit, and what to do."""
    question = read_question(text, archive.index.tokeniser)
    asked, text = text, text.strip() if len(text) <= LONGEST else f"{text[:LONGEST].strip()}…"
    if not len(archive):
        return "the archive has no incident yet"
    if question.only_stop_words:
        return f"every incident has words such as '{text}': ask for a word that only some of them have"
    if not question.words:
        return "the question is empty: ask for a word, such as what was seen or what broke"
    if narrowed and archive.search(asked, 1):
        return f"no incident with these options has '{text}': others have it, so leave an option out"
    if question.phrases:
        return "no incident has what is in quotes: ask without the quotes, or for other words"
    return f"no incident has '{text}': ask for other words, or fewer letters of one"
