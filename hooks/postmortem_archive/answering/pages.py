"""A long text in parts that an assistant can take in."""

from __future__ import annotations

from postmortem_archive.reading import Draft

LONGEST_PART = 12_000
"""Characters of one part: about three thousand words of a language model."""


def page(text: str, offset: int) -> tuple[str, int | None]:
    """The part that begins at `offset`, up to the end of a line where it can, and the offset of the next, or None."""
    end = offset + LONGEST_PART
    if end >= len(text):
        return text[offset:], None
    line_end = text.rfind("\n", offset + LONGEST_PART // 2, end)
    end = line_end + 1 if line_end >= 0 else end
    return text[offset:end], end


def offset_of(draft: Draft, line: int) -> int:
    """The offset of a line of the file in its body; 0 for a line of the front matter."""
    body = draft.front.body
    offset = sum(len(one) + 1 for one in body.split("\n")[: max(0, line - draft.front.body_line)])
    return offset if offset < len(body) else 0
