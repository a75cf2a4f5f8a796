"""The house stands as CONTRIBUTING.md draws it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOOKS = Path(__file__).parent.parent / "hooks"
PACKAGE = HOOKS / "postmortem_archive"
MODULES = sorted(PACKAGE.rglob("*.py"))

BASE = {
    "configuration",
    "own_fields",
    "environment",
    "keeping",
    "catalogue",
    "compact",
    "moment",
    "incident",
    "settings",
    "taxonomy",
    "zones",
    "words",
    "wording",
    "internal",
}
CORE = BASE | {"reading", "archive"}
DERIVED = {"checking", "search", "insight", "importing", "rewriting", "writing"}
ALLOWED = {
    "environment": set(),
    "keeping": {"environment"},
    "compact": set(),
    "moment": {"compact"},
    "incident": {"compact", "moment"},
    "zones": set(),
    "words": set(),
    "wording": {"moment", "incident"},
    "taxonomy": set(),
    "catalogue": set(),
    "configuration": set(),
    "misfits": set(),
    "settings": {"zones", "taxonomy", "catalogue", "configuration", "misfits"},
    "own_fields": {"settings"},
    "internal": {"words", "incident"},
    "reading": BASE,
    "archive": BASE | {"reading"},
    **dict.fromkeys(DERIVED, CORE),
    "insight": CORE | {"search"},
    "reviewing": CORE | DERIVED,
    "starting": BASE | {"writing"},
    "figures": CORE | DERIVED,
    "publishing": CORE | DERIVED | {"figures"},
    "site": CORE | DERIVED | {"figures", "publishing"},
    "answering": CORE | DERIVED | {"reviewing", "publishing"},
    "commands": CORE | DERIVED | {"reviewing", "answering", "figures", "publishing", "site", "starting"},
    "": {"archive"},
}
"""What each part may import of the others. The package itself is "": it offers Archive and its version."""

EXCEPTIONS = {
    # Archive.problems and the like are conveniences; the rules, the similarity and the chains themselves import the archive
    ("archive", "checking"),
    ("archive", "insight"),
    ("archive", "search"),
}

HTML = re.compile(
    r"(?<!\?P)</?(?:a|abbr|article|aside|b|body|button|circle|code|dd|details|div|dl|dt|em|figure|footer|g|h[1-6]|head|header|hr|html|i|img"
    r"|input|label|li|line|link|main|mark|meta|nav|ol|option|p|path|pre|rect|script|section|select|small|span|strong|style|sub|summary"
    r"|sup|svg|table|tbody|td|text|th|thead|time|title|tr|tspan|ul|use)(?=[\s/>]|$)"
)
RECOGNISES = {"compile", "count", "endswith", "find", "removeprefix", "removesuffix", "split", "startswith"}
"""Calls that look for markup instead of making it."""

LINKS_IN_SENTENCES = {("postmortem_archive/site/rendering.py", "<a"), ("postmortem_archive/site/rendering.py", "</a")}
"""A link inside the author's own sentence; a template for each mention would cost more than it says."""


def part_of(path: Path) -> str:
    """`reading` for reading/stamps.py, `archive` for archive.py, nothing for the package's own __init__.py."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of every import, also inside functions; not those that only the type checker sees."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unseen = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if id(node) in unseen:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            modules = (
                (f"{node.module}.{alias.name}" for alias in node.names) if node.module == "postmortem_archive" else [node.module]
            )
            yield from ((node.lineno, str(module)) for module in modules)


def literals(path: Path) -> Iterator[ast.Constant]:
    """Every string of a module, but for docstrings and what is only looked for in a text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed_over = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RECOGNISES:
            passed_over.update(id(inner) for argument in node.args for inner in ast.walk(argument))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in passed_over:
            yield node


def name_of(path: Path) -> str:
    return path.relative_to(HOOKS).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_site_knows_mkdocs(path: Path) -> None:
    foreign = [
        f"{name_of(path)}:{line}: {module}" for line, module in imports(path) if module.split(".")[0] in ("mkdocs", "material")
    ]
    assert part_of(path) == "site" or not foreign


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_one_way(path: Path) -> None:
    part = part_of(path)
    assert part in ALLOWED, f"say in ALLOWED what '{part}' may import"
    wrong = []
    for line, module in imports(path):
        package, _, rest = module.partition(".")
        if package != "postmortem_archive" or rest == "__version__":
            continue
        first = rest.split(".")[0]
        other = first if first in ALLOWED else ""  # Archive is the package's own
        if other != part and other not in ALLOWED[part] and (part, other) not in EXCEPTIONS:
            wrong.append(f"{name_of(path)}:{line}: '{part}' must not import '{other or 'postmortem_archive'}'")
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_html_is_in_templates(path: Path) -> None:
    found = [
        f"{name_of(path)}:{node.lineno}: {match[0]}"
        for node in literals(path)
        if (match := HTML.search(str(node.value)))
        and "[^<" not in str(node.value)  # a pattern
        and (name_of(path), match[0]) not in LINKS_IN_SENTENCES
    ]
    assert not found


def test_modules_are_called_by_what_they_hold() -> None:
    empty = re.compile(r"(?:^|_)(utils?|helpers?|managers?|common|misc)(?:_|$)")
    assert not [name_of(path) for path in PACKAGE.rglob("*") if empty.search(path.stem)]


def test_the_hook_file_only_forwards() -> None:
    hook = (HOOKS / "archive_site.py").read_text(encoding="utf-8")
    assert len(hook.splitlines()) < 60
    assert all(len(node.body) <= 3 for node in ast.parse(hook).body if isinstance(node, ast.FunctionDef))
