"""`postmortem serve` as people run it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 120.0
"""Seconds after which something does not come at all: no measure of how long it takes, whole sites are built meanwhile."""


class Serving:
    """`postmortem serve` as a process, and the page that it opened in the browser."""

    def __init__(self, root: Path, *arguments: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.home = f"http://127.0.0.1:{free.getsockname()[1]}/"
        self.opened = root / "opened"
        browser = root / "browser"
        browser.write_text(f'#!/bin/sh\necho "$1" >> "{self.opened}"\n')
        browser.chmod(0o755)
        self.temporary = root / "temporary"
        self.temporary.mkdir()
        hooks = Path(__file__).parents[2] / "hooks"
        env = {**os.environ, "PYTHONPATH": str(hooks), "BROWSER": str(browser), "TMPDIR": str(self.temporary)}
        command = [sys.executable, "-m", "postmortem_archive.commands.main", "serve", "-a", self.home[7:-1], *arguments]
        self.log = (root / "log").open("w")
        self.process = subprocess.Popen(command, cwd=root, env=env, stdout=self.log, stderr=subprocess.STDOUT)

    def wait_for(self, address: str, words: str, gone: bool = False, within: float = PATIENCE) -> str:
        """The page at an address once these words are on it, or are no longer."""
        end = time.monotonic() + within
        page = ""
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.home + address, timeout=PATIENCE) as answer:
                    page = answer.read().decode()
            except (urllib.error.URLError, OSError):
                page = ""
            if page and (words in page) != gone:
                return page
            time.sleep(0.2)
        raise AssertionError(f"'{words}' {'stays' if gone else 'does not come'}: {page[:200]} {self.said()[-2000:]}")

    def wait_to_say(self, words: str, times: int = 1, within: float = PATIENCE) -> None:
        """Until it has said these words so many times."""
        end = time.monotonic() + within
        while self.said().count(words) < times:
            assert time.monotonic() < end, f"'{words}' is not said: {self.said()[-2000:]}"
            time.sleep(0.02)

    def said(self) -> str:
        """All that it has said so far."""
        return Path(self.log.name).read_text()

    def processes(self) -> list[str]:
        """All that run for this site, as `ps` shows them: it and whom it has at work."""
        table = subprocess.run(["ps", "-eww", "-o", "stat=,args="], capture_output=True, text=True, check=True).stdout
        return [line for line in table.splitlines() if f"-a {self.home[7:-1]}" in line and not line.startswith("Z")]

    def stop(self) -> str:
        """End the process, if it has not ended; what it said."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE)
        self.log.close()
        return self.said()
