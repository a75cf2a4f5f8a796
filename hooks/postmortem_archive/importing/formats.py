"""Every format that can be imported, how it is known by looking, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from postmortem_archive.importing import datafiles, icco, linklist, many
from postmortem_archive.importing.foreign import Choices, Foreign, Piece, Unread
from postmortem_archive.importing.headers import Header, read_header
from postmortem_archive.importing.prose import Part, read_prose

Reader = Callable[[Piece, str, Choices], Iterator[Foreign | Unread]]
_STATUS = frozenset({"resolvedWhen", "informational", "affected"})
_JEKYLL = frozenset({"layout", "permalink", "excerpt"})
_HUGO = frozenset({"draft", "aliases", "lastmod", "menu", "linkTitle"})


@dataclass(frozen=True)
class Format:
    """A format by its name on the command line, what it is, and its reader."""

    name: str
    about: str
    read: Reader


def _prose(form: str) -> Reader:
    def read(piece: Piece, text: str, choices: Choices) -> Iterator[Foreign | Unread]:
        yield read_prose(piece, Part(text), form, choices)

    return read


FORMATS = {
    one.name: one
    for one in (
        Format("text", "plain text: a pasted e-mail or wiki page", _prose("text")),
        Format("markdown", "Markdown, with or without front matter; also MkDocs, .mdx", _prose("markdown")),
        Format("jekyll", "a Jekyll post: `date` may be the day of publication", _prose("jekyll")),
        Format("hugo", "a Hugo or Zola page, YAML or TOML: `date` may be the day of publication", _prose("hugo")),
        Format("quarto", "a Quarto document (.qmd)", _prose("quarto")),
        Format("status", "a status entry of cState or Jenkins: date, resolvedWhen, affected, severity", _prose("status")),
        Format("icco", "an entry of icco/postmortems: uuid, url, start_time, company, product", icco.read_entry),
        Format(
            "links",
            "a README of links under category headings, as danluu/post-mortems: one incident for each link",
            linklist.read_list,
        ),
        Format("log", "one file that holds many incidents, each below its own heading", many.read_log),
        Format("json", "JSON: one record, or a list of them; use --map for its fields", datafiles.read_json),
        Format("jsonl", "JSON Lines: one record a line", datafiles.read_lines_of_json),
        Format("csv", "CSV with a first row of names", datafiles.read_csv),
    )
}


def read_piece(piece: Piece, choices: Choices) -> Iterator[Foreign | Unread]:
    """Every postmortem of a file. Never raises for what it holds: what cannot be read is an Unread with the way out."""
    text = decode(piece.content, choices.encoding)
    if isinstance(text, Unread):
        yield Unread(piece.name, text.why)
        return
    if not text.strip():
        yield Unread(piece.name, "is empty: there is nothing to import")
        return
    form = choices.format or detect(piece, text)
    try:
        yield from FORMATS[form].read(piece, text, choices)
    except RecursionError:
        yield Unread(piece.name, "is nested too deeply: flatten it")


def decode(content: bytes, encoding: str) -> str | Unread:
    """The text of a file, with plain line ends; an Unread that says what is wrong with its bytes."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            encoding = name
            break
    else:
        if b"\0" in content[:8192]:
            return Unread("", "is no text (it holds bytes of zero): export it as text, Markdown, JSON or CSV")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"line {line}: the byte 0x{content[error.start]:02x} is not {encoding}"
        return Unread("", f"{byte}: save the file as UTF-8, or say what it is, as in --encoding windows-1252")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def detect(piece: Piece, text: str) -> str:
    """The format of a text by its file's ending and by what it holds; `text` where nothing else is known."""
    suffix = PurePosixPath(piece.path).suffix.lower()
    if suffix in (".json", ".jsonl", ".ndjson", ".csv"):
        return {".json": "json", ".csv": "csv"}.get(suffix, "jsonl")
    if not suffix and text.lstrip()[:1] in ("{", "[") and (kind := datafiles.kind_of(text)):
        return kind
    header = read_header(text)
    keys = header.values.keys()
    if "source_published_at" in keys or {"uuid", "start_time"} <= keys or {"url", "company", "categories"} <= keys:
        return "icco"
    if len(_STATUS & keys) >= 2 or {"section", "resolved", "severity"} <= keys or ("resolvedWhen" in keys and "date" in keys):
        return "status"
    if linklist.is_list(header.body):
        return "links"
    if many.is_log(header.body):
        return "log"
    return _by_site(piece, header, suffix)


def _by_site(piece: Piece, header: Header, suffix: str) -> str:
    if suffix == ".qmd":
        return "quarto"
    if header.kind == "toml" or _HUGO & header.values.keys():
        return "hugo"
    if _JEKYLL & header.values.keys() or re.search(r"(?:^|/)_posts/", piece.path):
        return "jekyll"
    return "text" if suffix in (".txt", ".text", "") and not header.kind else "markdown"
