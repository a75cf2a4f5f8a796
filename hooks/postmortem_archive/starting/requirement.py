"""How pip finds this package: a line of requirements.txt."""

from __future__ import annotations

import re

NAME = "postmortem-archive"
_PLACE = re.compile(r"(?:-e )?(?:(?:[a-z+]+://|file:|~?/|\.{1,2}/)\S+|\.{1,2}|\S+\.(?:whl|zip|tar\.gz))")
"""An address or a path, as pip takes one."""


def name_in(requirement: str) -> str | None:
    """The name of the distribution that is asked for, as indexes compare names; None where an address or a path says no name.

    Raises ValueError with what would be right where pip could not read it.
    """
    from packaging.requirements import InvalidRequirement, Requirement

    if _PLACE.fullmatch(requirement):
        return None
    try:
        name = Requirement(requirement).name
    except InvalidRequirement:
        example = f"'{NAME} @ git+https://HOST/OWNER/{NAME}'"
        raise ValueError(
            f"is nothing that pip can install: write a requirement, such as {example}, an address or a path"
        ) from None
    return re.sub(r"[-_.]+", "-", name).lower()
