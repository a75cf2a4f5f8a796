"""The rules as a page of the documentation."""

from __future__ import annotations

import sys
from itertools import groupby

from postmortem_archive.checking.rule import RULES

_HEAD = """\
# Rules

`postmortem check` reports every problem as `path:line:column: level: message [rule]`. There are {total} rules.

| Level | Meaning |
| --- | --- |
| error | The page would be wrong, or cannot be built: the incident is left out of the site. |
| warning | Almost certainly a slip. The page is built. |
| advice | It could be better. |

Under `extra.archive.checks` in mkdocs.yml a rule gets another level, or is switched off:

```yaml
extra:
  archive:
    checks:
      action-without-due: warning
      image-without-description: off
```

A comment on a line of its own silences a rule for the block behind it: a paragraph, an item of a list, a table, a heading.
At the top of the body it holds for the whole file, front matter included. It always gives its reason.

```markdown
<!-- check: ignore timeline-in-order: the two teams wrote their own lists -->
```
"""


def rules_reference() -> str:
    """Every rule with its level and its text, grouped as its modules are, as Markdown."""
    parts = [_HEAD.format(total=len(RULES))]
    for group, rules in groupby(RULES.values(), key=lambda rule: rule.group):
        title, _, about = _about(group).partition(": ")
        parts.append(f"## {title}\n\n{about[:1].upper()}{about[1:]}\n")
        for rule in rules:
            silence = ", and no comment silences it" if rule.fatal else ""
            parts.append(f"### `{rule.id}` {{#{rule.id}}}\n\n**{rule.level.capitalize()}**{silence}. {rule.text}\n")
    return "\n".join(parts)


def _about(group: str) -> str:
    """The first line of a module of rules, such as "Files: their bytes, their names and their addresses."."""
    text = sys.modules[f"postmortem_archive.checking.rules.{group}"].__doc__
    assert text is not None
    return text.strip().split("\n")[0]
