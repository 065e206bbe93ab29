"""Who may ask, and what a browser may do with the answer.

Loopback needs no token; any other address does. Names of hosts are checked, so that no other site's name can be made to
point here; where a browser says from which site a request comes, it must be this one.
"""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MOST_BYTES", "Guard", "is_loopback"]

MOST_BYTES = 64 * 1024
"""A request's body at most."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    # A name that begins with 127 is no address and can point anywhere.
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


class Guard:
    """Middleware around the app.

    Parameters
    ----------
    app : ASGI application
    hosts : tuple of str
        Names and addresses under which the server is asked, without the port.
    token : str, optional
        What has to be shown, as a cookie or a bearer; none is asked for without it.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...], token: str | None = None) -> None:
        self.app, self.hosts, self.token = app, tuple(host.lower() for host in hosts), token
        self.cookie = f"tocsin-{secrets.token_hex(4)}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        body, answer = _Body(receive), _with_headers(send)

        async def sending(message: Message) -> None:
            if not body.too_large:
                await answer(message)

        try:
            await self.app(scope, body, sending)
        except ClientDisconnect:
            if not body.too_large:
                raise
        if body.too_large:
            await _too_large()(scope, receive, answer)

    def _refused(self, scope: Scope, headers: Headers) -> JSONResponse | RedirectResponse | None:
        if _parts(f"//{headers.get('host', '')}")[0] not in self.hosts:
            return _error(403, "WrongHost", "this server does not answer under that name (serve --name NAME adds one)")
        origin = headers.get("origin")
        if origin is not None and _parts(origin)[1] != headers.get("host"):
            return _error(403, "WrongOrigin", "requests from other sites are refused")
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return _too_large()
        return self._without_token(scope, headers)

    def _without_token(self, scope: Scope, headers: Headers) -> JSONResponse | RedirectResponse | None:
        if self.token is None or scope["path"] == "/api/health":
            return None
        query = scope["query_string"].decode("latin-1")
        if scope["path"] == "/" and query.startswith("token=") and self._right(query.removeprefix("token=")):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(self.cookie, self.token, httponly=True, samesite="strict", path="/")
            return answer
        cookies = dict(part.strip().split("=", 1) for part in headers.get("cookie", "").split(";") if "=" in part)
        shown = headers.get("authorization", "").removeprefix("Bearer ")
        if self._right(cookies.get(self.cookie, "")) or self._right(shown):
            return None
        return _error(
            401,
            "NoToken",
            "this server asks for its token: open the link that it printed",
            {"WWW-Authenticate": "Bearer"},
        )

    def _right(self, shown: str) -> bool:
        return self.token is not None and hmac.compare_digest(shown.encode(), self.token.encode())


def _error(status: int, kind: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"kind": kind, "message": message, "problems": []}}, status, headers)


def _too_large() -> JSONResponse:
    return _error(413, "TooLarge", f"a request's body has at most {MOST_BYTES:,} bytes")


def _parts(address: str) -> tuple[str, str]:
    """Name of the host, and host with port; empty where the text is no address."""
    try:
        found = urlsplit(address)
        return found.hostname or "", found.netloc
    except ValueError:
        return "", ""


class _Body:
    """Receives no more than a request may have, whatever it says of its length."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.seen = receive, 0

    @property
    def too_large(self) -> bool:
        return self.seen > MOST_BYTES

    async def __call__(self) -> Message:
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.too_large else message


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
