"""HTML out of postmortems, made harmless: an allow-list that keeps what Markdown extensions make."""

from __future__ import annotations

import nh3

_TAGS = nh3.ALLOWED_TAGS | {
    "details", "summary", "figure", "figcaption", "section", "div", "span", "mark", "ins", "del", "input", "label",
    "kbd", "sub", "sup", "abbr", "dl", "dt", "dd", "caption", "colgroup", "col", "tfoot", "time", "video", "source",
}  # fmt: skip
_EVERYWHERE = {"class", "id", "title", "lang", "dir", "role", "aria-label", "aria-hidden", "data-linenos"}
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": {"href", "name", "hreflang"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "td": {"colspan", "rowspan", "align", "style"},
    "th": {"colspan", "rowspan", "align", "scope", "style"},
    "col": {"span"},
    "details": {"open"},
    "input": {"type", "checked", "disabled", "name"},
    "label": {"for"},
    "time": {"datetime"},
    "video": {"src", "controls", "width", "height", "poster"},
    "source": {"src", "type"},
    "abbr": set(),
}


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Only what Markdown makes of a check box or tab; no id that Material's own switches listen to."""
    if tag == "input" and name == "type":
        return value if value in ("checkbox", "radio") else "checkbox"
    if name in ("id", "for", "name") and value.startswith("__") and not value.startswith(("__tabbed", "__codelineno")):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer",
    strip_comments=True,
    filter_style_properties={"text-align"},  # how a Markdown table aligns its columns
)


def sanitise(html: str) -> str:
    """The HTML without anything that could run, load from elsewhere or pose as the page's own controls."""
    return _CLEANER.clean(html)
