"""Remembers the last HTTP answer of the provider: exceptions of LiteLLM often don't tell the true status."""

from __future__ import annotations

from typing import Any

from aider_runner.provider_failure import Answer

_LONGEST_BODY = 10_000

_last: Answer | None = None


def last_answer() -> Answer | None:
    """The answer to the latest request, or None when it got none."""
    return _last


def listen() -> None:
    """Begins to remember, for every client in this process."""
    import httpx

    send = httpx.Client.send

    def remembered(client: httpx.Client, *arguments: Any, **options: Any) -> httpx.Response:
        global _last
        _last = None
        response = send(client, *arguments, **options)
        _last = Answer(response.status_code, response.headers, _body(response))
        return response

    httpx.Client.send = remembered  # type: ignore[method-assign]


def _body(response: Any) -> str:
    """What an error says. The body of a stream has not arrived yet."""
    if response.status_code < 400 or not response.is_stream_consumed:
        return ""
    return str(response.text)[:_LONGEST_BODY]
