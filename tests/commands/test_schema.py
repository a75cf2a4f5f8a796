"""`postmortem schema`: what an editor needs to complete and check front matter."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from postmortem_archive.reading.schema import FrontMatterSchema

ROOT = Path(__file__).parents[2]
SERVER = "yaml-language-server"
HOW = f"npm install --prefix .cache/npm {SERVER}@1.25.0"
PATIENCE = 120.0
"""Seconds after which there is no answer at all: no measure of how long one takes."""
SETTINGS = """\
severities: {P1: {label: Critical, description: Customers cannot use it.}, "2": Minor}
timezone: UTC
fields:
  tickets: {type: integer, label: Tickets}
  seen_on: {type: date, label: Seen on}
"""


@pytest.fixture
def archive(archive_at):
    return archive_at({"2024-03-01-a.md": "---\ntitle: A\ndate: 2024-03-01\nservices: [checkout]\n---\n"}, settings=SETTINGS)


@pytest.fixture
def schema(run, archive) -> dict[str, Any]:
    done = run("schema", archive=archive)
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_words_are_those_of_the_archive(schema):
    fields = schema["properties"]
    assert set(fields) == set(FrontMatterSchema.model_fields)
    assert fields["severity"]["enum"] == ["P1", "2", 2]  # YAML reads a bare 2 as a number
    assert fields["severity"]["markdownEnumDescriptions"] == ["Critical: Customers cannot use it.", "Minor"]
    assert "config" in fields["root_causes"]["items"]["enum"]
    assert fields["services"]["items"]["anyOf"] == [{"enum": ["checkout"]}, {"type": "string"}]
    assert fields["extra"]["properties"] == {
        "tickets": {"type": "integer", "title": "Tickets"},
        "seen_on": {"type": "string", "format": "date", "title": "Seen on"},
    }
    assert fields["extra"]["additionalProperties"] is False
    assert schema["additionalProperties"] is False
    assert all(field.get("description") for field in fields.values())


def test_every_reference_leads_somewhere_in_terms_of_draft_7(schema):
    text = json.dumps(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    targets = set(re.findall(r'"\$ref": "#/definitions/(\w+)"', text))
    assert targets == set(schema["definitions"]) == {"Impact", "ReferenceLink", "RelatedIncident"}
    assert "$defs" not in text


def test_writes_a_file(run, archive, tmp_path, schema):
    file = tmp_path / "new/schema.json"
    done = run("schema", "--output", str(file), archive=archive)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", f"{file}: written\n")
    assert json.loads(file.read_text()) == schema


def test_snippets_offer_a_choice(run, archive):
    snippets = json.loads(run("schema", "--format", "vscode-snippets", archive=archive).stdout)
    assert snippets["postmortem severity"] == {
        "scope": "markdown",
        "prefix": "severity",
        "body": "severity: ${1|P1,2,2|}$0",
        "description": "A severity of the settings.",
    }
    assert snippets["postmortem root_causes"]["body"].startswith("root_causes: [${1|config,code-defect,")
    assert snippets["postmortem title"]["body"] == "title: $1$0"
    assert len(snippets) == len(FrontMatterSchema.model_fields)


class LanguageServer:
    """The YAML language server, spoken to as an editor does."""

    def __init__(self, command: str, schema: Path, *, validate: bool) -> None:
        self.settings = {
            "schemas": {schema.as_uri(): ["postmortems/*.md", "postmortems/*/index.md"]},
            "schemaStore": {"enable": False},
            "validate": validate,
            "completion": True,
        }
        self.process = subprocess.Popen([command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self.asked = 0
        self.closing = False
        self.configured = threading.Event()
        self.listening = threading.Thread(target=self._listen, daemon=True)
        self.listening.start()
        can = {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}
        self.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {"workspace": can}})
        self._say(method="initialized", params={})
        assert self.configured.wait(PATIENCE)

    def _listen(self) -> None:
        assert self.process.stdout
        while (header := self.process.stdout.readline()).endswith(b"\n"):
            size = int(header.split(b":")[1])
            while self.process.stdout.readline().strip():
                pass
            content = self.process.stdout.read(size)
            if len(content) < size:  # it was ended while it wrote
                return
            message = json.loads(content)
            if "method" in message and "id" in message:  # a question, and the server waits for the answer
                self._answer(message)
            else:
                self.heard.put(message)

    def _answer(self, message: dict[str, Any]) -> None:
        items = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
        try:
            self._say(id=message["id"], result=[self.settings if one["section"] == "yaml" else None for one in items] or None)
        except OSError:
            if not self.closing:
                raise
        if items:
            self.configured.set()

    def _say(self, **message: Any) -> None:
        assert self.process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _hear(self, wanted) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while not wanted(message := self.heard.get(timeout=max(0.1, end - time.monotonic()))):
            pass
        return message

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self.asked += 1
        number = self.asked
        self._say(id=number, method=method, params=params)
        return self._hear(lambda message: message.get("id") == number)["result"]

    def open(self, file: Path) -> None:
        document = {"uri": file.as_uri(), "languageId": "markdown", "version": 1, "text": file.read_text()}
        self._say(method="textDocument/didOpen", params={"textDocument": document})

    def problems(self) -> list[tuple[int, str]]:
        """(line, message) of the next report."""
        report = self._hear(lambda message: message.get("method") == "textDocument/publishDiagnostics")
        return [(one["range"]["start"]["line"] + 1, one["message"]) for one in report["params"]["diagnostics"]]

    def offers(self, file: Path, line: int, column: int) -> list[str]:
        where = {"textDocument": {"uri": file.as_uri()}, "position": {"line": line - 1, "character": column - 1}}
        return [item["label"] for item in self.ask("textDocument/completion", where)["items"]]

    def close(self) -> None:
        self.closing = True
        self.process.kill()
        self.listening.join(10)  # it may be writing an answer, so it ends before its pipe is closed
        self.process.communicate()


@pytest.fixture
def server(schema, tmp_path):
    """Starts the server, where npm has put one; CI has none, so that no registry can break it."""
    command = shutil.which(SERVER, path=os.pathsep.join([str(ROOT / ".cache/npm/node_modules/.bin"), os.environ["PATH"]]))
    if command is None:
        pytest.skip(f"no {SERVER} here; to have one: {HOW}")
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(schema))
    started = []

    def start(*, validate: bool) -> LanguageServer:
        started.append(LanguageServer(command, file, validate=validate))
        started[-1].ask(
            "textDocument/documentLink", {"textDocument": {"uri": "file:///none"}}
        )  # settings are taken in before this
        return started[-1]

    yield start
    for one in started:
        one.close()


BODY = "\n---\n\n## Timeline\n\n- 10:00 It began.\n- nothing\n"


@pytest.mark.parametrize("name", ["postmortems/2024-03-01-a.md", "postmortems/2024-03-01-a/index.md"])
@pytest.mark.parametrize(
    ("front", "offered"),
    [
        ("severity: ", {"P1"}),
        ("severity: P", {"P1"}),
        ("trigger: ", {"config-change", "deploy"}),
        ("root_causes: [config, ", {"testing-gap", "capacity"}),
        ("services: [", {"checkout"}),
        ("", {"started_at", "services", "visibility"}),
        ("det", {"detected_at", "detected_by"}),
    ],
)
def test_the_language_server_completes_in_markdown(server, tmp_path, front, offered, name):
    """The recipe of docs/editors.md: the server on the Markdown file itself, completion only."""
    file = tmp_path / name
    file.parent.mkdir(parents=True)
    file.write_text(f"---\ntitle: A\n{front}{']' if '[' in front else ''}{BODY}")
    editor = server(validate=False)
    editor.open(file)
    found = set(editor.offers(file, 3, len(front) + 1))
    assert offered <= found
    assert "title" not in found  # it is there


def test_the_language_server_names_what_is_wrong(server, tmp_path):
    file = tmp_path / "postmortems/front.md"
    file.parent.mkdir(parents=True)
    file.write_text("title: A\ndate: 2024-03-01\nseverity: SEV1\nserverity: P1\nservices: checkout\nextra: {tickets: many}\n")
    editor = server(validate=True)
    editor.open(file)
    found = dict(editor.problems())
    assert found[3].startswith('Value is not accepted. Valid values: "P1"')
    assert found[4] == "Property serverity is not allowed."
    assert "array" in found[5]
    assert "integer" in found[6]


def test_an_editor_says_what_is_deprecated(run, archive_at):
    archive = archive_at({}, settings="triggers: {shipping: {label: Shipping, deprecated: {replaced_by: deploy}}}")
    trigger = json.loads(run("schema", archive=archive).stdout)["properties"]["trigger"]
    said = dict(zip(trigger["enum"], trigger["markdownEnumDescriptions"], strict=False))
    assert said["shipping"] == "Deprecated, write `deploy`. Shipping"
    assert "Deprecated" not in said["deploy"]
