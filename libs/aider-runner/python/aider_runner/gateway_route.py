"""Every HTTP request of this process goes through one Unix socket, whatever library makes it and for whatever host."""

from __future__ import annotations

from typing import Any


def route_through(socket: str) -> None:
    """Also for clients that exist already, and for those with a proxy or a transport of their own."""
    import httpx

    gateway = httpx.HTTPTransport(uds=socket, trust_env=False)
    handle = httpx.HTTPTransport.handle_request

    def through_gateway(_: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return handle(gateway, request)

    async def nowhere(_: Any, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("only synchronous requests have a way out", request=request)

    httpx.HTTPTransport.handle_request = through_gateway  # type: ignore[method-assign]
    httpx.AsyncHTTPTransport.handle_async_request = nowhere  # type: ignore[method-assign]
