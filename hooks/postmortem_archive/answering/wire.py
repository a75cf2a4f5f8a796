"""What comes in over standard input, where the protocol's package would leave a line unanswered that it cannot read."""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any

import anyio
from mcp.shared.message import SessionMessage
from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError, jsonrpc_message_adapter
from pydantic import ValidationError


class Incoming:
    """A stream of messages in which every line gets an answer: one with half a surrogate in it, as a text has that was cut within
    an emoji, is read with a question mark for it; one that is no message gets an error, which has no id, as nobody knows it."""

    def __init__(self, messages: Any, answers: Any) -> None:
        self._messages, self._answers = messages, answers

    @property
    def last_context(self) -> Any:
        """Whatever the package wants to know of the one who sent the last message."""
        return getattr(self._messages, "last_context", None)

    async def receive(self) -> SessionMessage | Exception:
        """The next message that can be read."""
        while True:
            item: SessionMessage | Exception = await self._messages.receive()
            if not isinstance(item, ValidationError):
                return item
            fault = item.errors(include_url=False)[0]
            line = fault["input"] if fault["type"] == "json_invalid" else None
            if (message := _mended(line)) is not None:
                return message
            if line is None or str(line).strip():
                code, words = (PARSE_ERROR, "Parse error") if line is not None else (INVALID_REQUEST, "Invalid Request")
                error = ErrorData(code=code, message=f"{words}: each line is one JSON-RPC message")
                await self._answers.send(SessionMessage(JSONRPCError(jsonrpc="2.0", id=None, error=error)))

    async def aclose(self) -> None:
        """Receive no more."""
        await self._messages.aclose()

    def __aiter__(self) -> Incoming:
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Incoming:
        await self._messages.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        done: bool | None = await self._messages.__aexit__(kind, error, trace)
        return done


def _mended(line: Any) -> SessionMessage | None:
    """The message in a line that is JSON but for halves of surrogates; None where it is none."""
    if not isinstance(line, str) or "\\u" not in line:
        return None
    try:
        text = json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8", "replace")
        return SessionMessage(jsonrpc_message_adapter.validate_json(text, by_name=False))
    except (ValueError, RecursionError):
        return None
