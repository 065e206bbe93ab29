"""The log: one line a request, those that were refused among them."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any

__all__ = ["logged"]

log = logging.getLogger("tocsin.web")


def logged(app: Any, as_json: bool) -> Callable[..., Any]:
    """Around an app: a line on the log for each request that is over."""

    async def logging_app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def sending(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await app(scope, receive, sending)
        finally:
            line = {"method": scope["method"], "path": scope["path"], "status": status,
                    "ms": round(1000 * (time.monotonic() - began), 1)}  # fmt: skip
            log.info(json.dumps(line) if as_json else "{method} {path} {status} {ms} ms".format(**line))

    return logging_app
