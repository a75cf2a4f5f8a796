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
from postmortem_archive.site.kept_page import Frame
from postmortem_archive.site.kept_templates import KeptTemplates
from postmortem_archive.site.rendering import CLOSE, OPEN


def frame(*leads_to: str, custom_dir: Path | None = None) -> Frame:
    config: Any = SimpleNamespace(theme=SimpleNamespace(custom_dir=str(custom_dir) if custom_dir else None))
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
    (tmp_path / "partials" / "nav-item.html").write_text("")
    assert drawn(frame(custom_dir=tmp_path), "incidents/a/", "incidents/b/") == ["incidents/a/", "incidents/b/"]


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
