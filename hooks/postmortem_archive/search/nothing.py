"""Why a search found nothing."""

from __future__ import annotations

from postmortem_archive.archive import Archive
from postmortem_archive.search.question import read_question


def why_nothing(archive: Archive, text: str, *, narrowed: bool) -> str:
    """A sentence that says why there is no hit, and what to do."""
    question = read_question(text, archive.index.tokeniser)
    if not len(archive):
        return "the archive has no incident yet"
    if question.only_stop_words:
        return f"every incident has words such as '{text.strip()}': ask for a word that only some of them have"
    if not question.words:
        return "the question is empty: ask for a word, such as what was seen or what broke"
    if narrowed and archive.search(text, 1):
        return f"no incident with these options has '{text}': others have it, so leave an option out"
    hint = "ask without the quotes, or for other words" if question.phrases else "ask for other words, or fewer letters of one"
    return f"no incident has '{text}': {hint}"
