"""Steps of a job as a runner takes them: the expressions in their environment evaluated, the script given to bash."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(sys.executable).parent
EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


def evaluate(text: str, context: Mapping[str, Any]) -> str:
    """The text with the expressions of GitHub Actions replaced: names, text, `==`, `&&` and `||`. Unknown names raise."""
    return EXPRESSION.sub(lambda match: _text(_any(match[1], context)), str(text))


def _any(expression: str, context: Mapping[str, Any]) -> Any:
    value: Any = None
    for part in expression.split(" || "):
        value = _all(part, context)
        if value:
            return value
    return value


def _all(expression: str, context: Mapping[str, Any]) -> Any:
    value: Any = None
    for part in expression.split(" && "):
        value = _compared(part, context)
        if not value:
            return value
    return value


def _compared(expression: str, context: Mapping[str, Any]) -> Any:
    left, equals, right = expression.partition(" == ")
    return _value(left, context) == _value(right, context) if equals else _value(left, context)


def _value(name: str, context: Mapping[str, Any]) -> Any:
    name = name.strip()
    if name.startswith("'") and name.endswith("'"):
        return name[1:-1]
    return context[name]


def _text(value: Any) -> str:
    return {True: "true", False: "false", None: ""}.get(value, str(value)) if not isinstance(value, str) else value


def run_script(script: str, env: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """What bash makes of a script, with `postmortem` and python of these tests and nothing else of this environment."""
    kept = {name: os.environ[name] for name in ("HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM") if name in os.environ}
    full = {"PATH": f"{HERE}:/usr/local/bin:/usr/bin:/bin", "PYTHONWARNINGS": "ignore", **kept, **env}
    command = ["bash", "--noprofile", "--norc", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, env=full, cwd=folder, text=True, capture_output=True, check=False)
