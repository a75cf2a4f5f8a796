"""What an audience must not see, taken out of a postmortem before anything is read from it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from postmortem_archive.archive.spelling import as_read, spelled_out
from postmortem_archive.internal import cut_internal
from postmortem_archive.reading.text import blank_comments, inline_links
from postmortem_archive.words import any_of, composed

NOT_PUBLISHED = "an unpublished incident"
_NAMING = ("related", "references", "redirect_from")
"""Front matter fields whose entries go whole when they name a hidden incident."""
_DEFINITION = re.compile(r" {0,3}\[(?P<label>(?!\^)[^\]]+)\]:(?P<target>.*)$")
"""Of a link, and no footnote: that is a text like any other."""
_LOOSE_LINK = re.compile(r"!?\[[^\[\]]{0,500}\](?P<target>\((?:[^()]|\([^()]{0,500}\)){0,2000}\))")
"""A link with spaces in its target, as Python-Markdown takes it."""


@dataclass(frozen=True)
class Veil:
    """Hides internal passages and fields (`internal`) and every trace of the incidents named in `hidden`.

    `hidden` holds slugs and ids; `fields` are front matter fields, dotted for nested ones. `shown` holds the slugs and
    ids of what may be seen: a longer name that only contains a hidden one is not touched. `ordinary` holds hidden names
    that are everyday words or short numbers (the slug of `notes.md`): they are hidden where a relation or a link names
    them, but stay in running text, where nobody can tell what they mean. A name is known however it is spelled.
    """

    internal: bool = False
    fields: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()

    def text(self, text: str) -> str:
        """The text that may be seen. Comments are not for the public either: they are in no page, but would be in the data."""
        if self.internal:
            text = blank_comments(cut_internal(text))
        return self._without_hidden(text)

    def values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The front matter that may be seen; relations, references and old slugs that name hidden incidents are gone."""
        kept = dict(values)
        for name in _NAMING:
            if isinstance(kept.get(name), list):
                kept[name] = [entry for entry in kept[name] if not self._names_hidden(name, entry)]
        return self._mapping(kept, ())

    def page(self, text: str) -> str:
        """What may be seen of a page that is no postmortem. Comments stay, which can be directives."""
        return self._without_hidden(cut_internal(text, in_code=False) if self.internal else text)

    def names_hidden(self, text: str) -> bool:
        """True when the text holds the name of a hidden incident."""
        return self._pattern is not None and self._names_in(as_read(text))

    def _names_in(self, plain: str) -> bool:
        return self._pattern is not None and any(not self._is_shown(found) for found in self._pattern.finditer(plain))

    def hides_entry(self, values: Mapping[str, Any]) -> bool:
        """True when a relation, a reference or an old slug of the front matter names a hidden incident."""
        return any(
            self._names_hidden(name, entry) for name in _NAMING if isinstance(values.get(name), list) for entry in values[name]
        )

    def touches(self, values: Mapping[str, Any], body: str) -> bool:
        """True when hidden names change what may be seen of these values and this body."""
        return self.hides_entry(values) or self._leads_to_hidden("\n".join((*_texts(values), body)))

    def _mapping(self, values: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        seen = {
            self.text(key): (value, self._value(value, (*path, key)))
            for key, value in values.items()
            if not self._drops((*path, key))
        }
        return {key: after for key, (before, after) in seen.items() if not _emptied(before, after)}

    def _value(self, value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return self._mapping(value, path)
        if isinstance(value, list):
            seen = [(entry, self._value(entry, path)) for entry in value]
            return [after for before, after in seen if not _emptied(before, after)]
        return value

    def _drops(self, path: tuple[str, ...]) -> bool:
        return self.internal and ".".join(path) in self.fields

    def _names_hidden(self, field: str, entry: Any) -> bool:
        if isinstance(entry, str):
            return as_read(entry.strip()) in self._names or self._leads_to_hidden(entry)
        if not isinstance(entry, Mapping):
            return False
        keys = ("incident",) if field == "related" else ("url", "archive_url")
        return any(isinstance(entry.get(key), str) and self._names_hidden(field, entry[key]) for key in keys)

    @cached_property
    def _names(self) -> frozenset[str]:
        return _spellings(self.hidden | self.ordinary)

    @cached_property
    def _shown(self) -> frozenset[str]:
        return _spellings(self.shown)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        names = [name for name in _spellings(self.hidden) if name.strip()]
        # Behind a name come the rest of a file's name and of a longer slug: `2023-05-12-name_graph`.
        return re.compile(rf"(?<![^\W_])(?P<name>{any_of(names)})(?![^\W_])(?:[-_][\w-]*)?", re.IGNORECASE) if names else None

    @cached_property
    def _file(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![^\s(</\"'=])(?:{any_of(_spellings(self.ordinary))})(?:\.md|/)", re.IGNORECASE)

    def _leads_to_hidden(self, target: str) -> bool:
        plain = as_read(target)
        return self._names_in(plain) or (bool(self.ordinary) and self._file.search(plain) is not None)

    def _is_shown(self, found: re.Match[str]) -> bool:
        """True when the match is only a part of the name of an incident that may be seen."""
        name = found["name"].lower()
        if name not in self._longer:
            shown = (longer.lower() for longer in self._shown if len(longer) > len(name))
            self._longer[name] = [(longer, longer.index(name)) for longer in shown if name in longer]
        for longer, offset in self._longer[name]:
            start = found.start() - offset
            if start >= 0 and found.string[start : start + len(longer)].lower() == longer:
                return True
        return False

    @cached_property
    def _longer(self) -> dict[str, list[tuple[str, int]]]:
        """By hidden name: the longer names of what may be seen, and where in them it stands; filled as names are met."""
        return {}

    def _without_hidden(self, text: str) -> str:
        """The text in which links to hidden incidents and their names read NOT_PUBLISHED, and their images are gone."""
        if not self._leads_to_hidden(text):
            return text
        labels: set[str] = set()
        lines = []
        for line in text.split("\n"):
            definition = _DEFINITION.match(line)
            if definition and self._leads_to_hidden(definition["target"]):
                labels.add(definition["label"].casefold())
            else:
                lines.append(line)
        text = "".join(map(self._without_links, re.split(r"(\n[ \t]*\n)", "\n".join(lines))))
        for label in sorted(map(re.escape, labels)):
            reference = rf"\[[^\[\]\n]{{0,500}}\]\[{label}\]|\[{label}\](?:\[\])?(?![(:])"
            text = re.sub(reference, NOT_PUBLISHED, text, flags=re.IGNORECASE)
        text = self._replace(r"<a\b[^<>]*>[\s\S]{0,2000}?</a>", text, NOT_PUBLISHED)
        text = self._replace(r"<img\b[^<>]*>", text, "")
        text = self._replace(r"<?https?://[^\s<>()]+>?", text, NOT_PUBLISHED)
        return self._without_names(text)

    def _without_links(self, paragraph: str) -> str:
        """The paragraph without links to hidden incidents; a link's words may go on in the next line."""
        kept: list[str] = []
        position = 0
        for link in inline_links(paragraph):
            if link.start >= position and self._leads_to_hidden(paragraph[link.text_end : link.end]):
                kept += [paragraph[position : link.start], "" if link.image else NOT_PUBLISHED]
                position = link.end

        def told(loose: re.Match[str]) -> str:
            return "" if loose[0].startswith("!") else NOT_PUBLISHED

        left = "".join([*kept, paragraph[position:]])
        return _LOOSE_LINK.sub(lambda found: told(found) if self._leads_to_hidden(found["target"]) else found[0], left)

    def _without_names(self, text: str) -> str:
        """The text with NOT_PUBLISHED in the place of each hidden name, however that is spelled."""
        spelled = spelled_out(text)
        kept: list[str] = []
        position = 0
        for found in self._pattern.finditer(spelled.text) if self._pattern else ():
            start, end = spelled.place(*found.span())
            if not self._is_shown(found):
                kept += [text[position:start], NOT_PUBLISHED]
                position = end
        return "".join([*kept, text[position:]])

    def _replace(self, pattern: str, text: str, by: str) -> str:
        return re.sub(pattern, lambda found: by if self._leads_to_hidden(found[0]) else found[0], text, flags=re.IGNORECASE)


def _spellings(names: Iterable[str]) -> frozenset[str]:
    """The names, also as they are read where one looks like an address: `100%25` as 100%."""
    return frozenset(spelling for name in names for spelling in (composed(name), as_read(name)))


def _texts(value: Any) -> Iterator[str]:
    """Every text of a value, at any depth, and every key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (str(key), *_texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _emptied(before: Any, after: Any) -> bool:
    """True for a text of which nothing may be seen: the value goes altogether, and leaves no empty word."""
    return isinstance(before, str) and bool(before.strip()) and not after.strip()
