"""A postmortem archive: Markdown files in, a searchable, cross-linked site out.

This package knows nothing of MkDocs outside `site/`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from postmortem_archive.archive import Archive

__version__ = "0.1.0"
__all__ = ["Archive", "__version__"]


def __getattr__(name: str) -> Any:
    """`Archive`, imported when it is asked for: reading takes pydantic, and `postmortem --help` does not need it."""
    if name == "Archive":
        from postmortem_archive.archive import Archive

        return Archive
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
