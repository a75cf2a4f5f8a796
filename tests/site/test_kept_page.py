"""What is drawn once for many pages, and what is kept of templates."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import markdown
import pytest

from postmortem_archive.keeping.store import Store
from postmortem_archive.site.converting import Converter
from postmortem_archive.site.folders import THEME
from postmortem_archive.site.kept_page import Frame
from postmortem_archive.site.kept_templates import KeptTemplates
from postmortem_archive.site.rendering import CLOSE, OPEN


def frame(*leads_to: str, custom_dir: Path | None = None) -> Frame:
    config: Any = SimpleNamespace(theme=SimpleNamespace(dirs=[str(THEME), *([str(custom_dir)] if custom_dir else [])]))
    nav: Any = SimpleNamespace(pages=[SimpleNamespace(url=url) for url in leads_to])
    return Frame(config, nav)


def drawn(frame: Frame, *addresses: str) -> list[str]:
    """What each page shows, drawn in this order, when each would draw its own address."""
    pages: list[Any] = [SimpleNamespace(url=address) for address in addresses]
    return [frame.around(page)("navigation", lambda page=page: page.url) for page in pages]


def test_pages_of_a_folder_share_what_the_first_of_them_drew() -> None:
    assert drawn(frame("", "incidents/"), "incidents/a/", "incidents/b/", "tags/c/", "incidents/d/") == [
        "incidents/a/", "incidents/a/", "tags/c/", "incidents/a/",
    ]  # fmt: skip


def test_parts_are_kept_apart() -> None:
    page: Any = SimpleNamespace(url="incidents/a/")
    draw = frame().around(page)
    assert (draw("navigation", lambda: "one"), draw("footer", lambda: "two")) == ("one", "two")


def test_a_page_with_a_page_of_the_navigation_below_it_is_drawn_by_itself() -> None:
    found = drawn(frame("tags/c/older/1/"), "tags/b/", "tags/c/", "tags/d/")
    assert found == ["tags/b/", "tags/c/", "tags/b/"]


def test_a_site_with_partials_of_its_own_is_drawn_page_by_page(tmp_path: Path) -> None:
    (tmp_path / "partials").mkdir()
    assert drawn(frame(custom_dir=tmp_path), "incidents/a/", "incidents/b/") == ["incidents/a/", "incidents/a/"]
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "nav-item.html").write_text("")
    (tmp_path / "partials" / "linked").symlink_to(tmp_path / "shared")
    assert drawn(frame(custom_dir=tmp_path), "incidents/a/", "incidents/b/") == ["incidents/a/", "incidents/b/"]


def headed(*titles: str) -> list[str]:
    """The header of pages of these titles, drawn in this order; each would say which of them draws it."""
    held = frame()
    pages: list[Any] = [SimpleNamespace(url=f"incidents/{number}/") for number in range(len(titles))]
    return [
        held.around(page)("header", lambda number=number, title=title: f"{number}: The archive, {title}.", own=title)
        for number, (page, title) in enumerate(zip(pages, titles, strict=True))
    ]


def test_what_is_a_page_s_own_stands_in_what_the_first_of_them_drew() -> None:
    assert headed("Disk full", "DNS down") == ["0: The archive, Disk full.", "0: The archive, DNS down."]


def test_a_page_whose_own_words_stand_elsewhere_too_is_drawn_by_itself() -> None:
    assert headed("archive", "Disk full", "", "DNS down") == [
        "0: The archive, archive.", "1: The archive, Disk full.", "2: The archive, .", "1: The archive, DNS down.",
    ]  # fmt: skip


def environment(folder: Path, text: str, **ways: Any) -> jinja2.Environment:
    loader = jinja2.DictLoader({"page.html": text})
    return jinja2.Environment(loader=loader, autoescape=True, bytecode_cache=KeptTemplates(Store(folder)), **ways)


def test_a_template_is_compiled_once_and_again_when_it_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = environment(tmp_path, "{{ name }} is here")
    assert first.get_template("page.html").render(name="<Ada>") == "&lt;Ada&gt; is here"
    store: Any = first.bytecode_cache
    store._store.close()

    compiled = []
    monkeypatch.setattr(jinja2.Environment, "compile", _counted(jinja2.Environment.compile, compiled))
    assert environment(tmp_path, "{{ name }} is here").get_template("page.html").render(name="Bo") == "Bo is here"
    assert compiled == []
    assert environment(tmp_path, "{{ name }} left").get_template("page.html").render(name="Bo") == "Bo left"
    assert compiled == ["page.html"]


def test_what_is_compiled_in_another_way_is_another_template(tmp_path: Path) -> None:
    text = "{% if name %}\n  here{% endif %}"
    first = environment(tmp_path, text)
    assert first.get_template("page.html").render(name="Bo") == "\n  here"
    store: Any = first.bytecode_cache
    store._store.close()
    assert environment(tmp_path, text, trim_blocks=True).get_template("page.html").render(name="Bo") == "  here"
    assert environment(tmp_path, text).get_template("page.html").render(name="Bo") == "\n  here"


@pytest.mark.parametrize("kind", ["filters", "tests", "finalize"])
def test_nothing_is_kept_that_somebody_elses_function_may_be_part_of(tmp_path: Path, kind: str) -> None:
    """Jinja calls it when it compiles, where all that it is given is known by then."""
    text = {"filters": "{{ 'a'|own }}", "tests": "{{ 'a' is own }}", "finalize": "{{ 'a' }}"}[kind]
    for said in ("one", "two"):
        made = environment(tmp_path, text)
        if kind == "finalize":
            made.finalize = lambda _, said=said: said
        else:
            getattr(made, kind)["own"] = lambda _, said=said: said
        assert made.get_template("page.html").render() == said
        store: Any = made.bytecode_cache
        store._store.close()


def test_a_damaged_template_is_compiled_anew(tmp_path: Path) -> None:
    first = environment(tmp_path, "{{ name }} is here")
    first.get_template("page.html")
    store: Any = first.bytecode_cache
    store._store.close()
    (pack,) = tmp_path.glob("*.pack")
    content = pack.read_bytes()
    pack.write_bytes(content[:-9] + b"\0" + content[-8:])
    assert environment(tmp_path, "{{ name }} is here").get_template("page.html").render(name="Bo") == "Bo is here"


def _counted(compile: Any, compiled: list[str]) -> Any:
    def wrapper(self: Any, source: Any, name: str | None = None, *rest: Any, **named: Any) -> Any:
        compiled.append(str(name))
        return compile(self, source, name, *rest, **named)

    return wrapper


@pytest.mark.parametrize(
    "text", ["Text", "- item\n\n    more", "```\ncode", "| a | b |\n| - | - |", "Term\n\n:   meaning", "> *said* <b>so</b>"]
)
def test_marks_are_paragraphs_as_markdown_makes_them(text: str) -> None:
    extensions = ["def_list", "tables", "md_in_html", "pymdownx.superfences"]
    config: Any = SimpleNamespace(markdown_extensions=extensions, mdx_configs={})
    marked = "\n\n".join(f"{OPEN}event:{number}{CLOSE}\n\n{text}" for number in (1, 2))
    assert Converter(config).fresh().convert(marked) == markdown.markdown(marked, extensions=extensions)


MATCHED = (
    "`a`", r"\*", "[^1]\n\n[^1]: note", "[a](b)", "[a][b]\n\n[b]: c", "![a](b)", "[b]\n\n[b]: c", "<https://a.org>", "<a@b.org>",
    "a  \nb", "a <b>c</b>", "a &amp; b", "* a", "a *b* c", "_a_", "http://a.org", "HTTPS://a.org", "Www.a.org", "ftp://a.org", "a@b.org",
)  # fmt: skip
"""What an inline pattern makes something of."""


@pytest.mark.parametrize("more", [[], ["pymdownx.emoji"], ["smarty"], ["nl2br"]])
@pytest.mark.parametrize("text", [*MATCHED, "a :smile: b", 'a "b" -- c', "a\nb", "nothing at all"])
def test_no_text_is_passed_over_that_an_inline_pattern_matches(text: str, more: list[str]) -> None:
    extensions = ["abbr", "attr_list", "footnotes", "md_in_html", "pymdownx.inlinehilite", "pymdownx.magiclink", *more]
    config: Any = SimpleNamespace(markdown_extensions=extensions, mdx_configs={})
    expected = markdown.markdown(text, extensions=extensions)
    assert Converter(config).fresh().convert(text) == expected
