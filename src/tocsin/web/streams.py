"""Event streams: where a page's jobs stand, as it happens; and what becomes of the jobs of a page that is gone."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import FastAPI, Query, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from tocsin.web.asking import Client
from tocsin.web.jobs import Full, Job, Jobs
from tocsin.web.refusals import refusals

__all__ = ["add_streams", "watch"]

QUIET = 15.0
"""Seconds after which an open stream says that it is still there."""
GONE = 20.0
"""Seconds without a stream or a question after which a client's jobs are stopped; a reload takes less."""
OF_ONE = 4
"""Streams of one client at a time: a page has one, and while it is loaded anew the old one as well."""
OF_ALL = 64
"""Streams at a time."""
AGAIN = 5
"""Seconds after which a stream that was refused may be asked for again."""
EXAMPLE = ': here\n\nevent: job\ndata: {"id": "…", "status": "running", "done": 4000, "total": 10000}\n\n'
EVENT = {
    "type": "object", "required": ["event", "data"], "additionalProperties": False,
    "properties": {
        "event": {"type": "string", "const": "job", "description": "What the event is."},
        "data": {"type": "string", "contentMediaType": "application/json", "description": "Where the job stands.",
                 "contentSchema": {"$ref": "#/components/schemas/JobState"}},
    },
}  # fmt: skip
SAYS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A stream that stays open. Each event is called `job`, its data a `JobState` as JSON: first one "
        "of each job that the client has, then one whenever something changes. Lines that begin with a colon say that "
        f"the server is still there, each {QUIET:.0f} s.",
        "content": {"text/event-stream": {"itemSchema": EVENT, "example": EXAMPLE}},
    }
}


def add_streams(app: FastAPI) -> None:
    """Add the route of the streams."""

    @app.get("/api/events", tags=["jobs"], response_class=StreamingResponse, responses={**SAYS, **refusals(422, 429)})
    async def events(
        client: Annotated[Client, Query(description="Whose jobs: the name under which they were asked for.")],
    ) -> Response:
        """Where the jobs of one client stand, as server-sent events.

        As long as it is open the client counts as being there. At most 4 a client and 64 in all.
        """
        board: Jobs = app.state.jobs
        open_now = Counter(one for one, _ in board.listeners.values())
        if open_now[client] >= OF_ONE:
            raise Full(AGAIN, f"this client has {OF_ONE} event streams already")
        if open_now.total() >= OF_ALL:
            raise Full(AGAIN, f"{OF_ALL} event streams are open already")
        return _Stream(board, client)


class _Stream(StreamingResponse):
    """A response that listens from when it is made until nobody reads it any more."""

    def __init__(self, board: Jobs, client: str) -> None:
        self.board, self.client = board, client
        self.queue: asyncio.Queue[Job | None] = asyncio.Queue()
        board.listeners[self.queue] = (client, asyncio.get_running_loop())
        super().__init__(self._events(), media_type="text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events; whichever way that ends, the stream is closed then."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            del self.board.listeners[self.queue]
            self.board.here(self.client)

    async def _events(self) -> AsyncIterator[str]:
        self.board.wake()
        for known in [job for job in self.board.jobs.values() if job.client == self.client]:
            self.queue.put_nowait(known)
        yield ": here\n\n"
        while not self.board.closed:
            try:
                job = await asyncio.wait_for(self.queue.get(), QUIET)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if job is None:
                return
            yield f"event: job\ndata: {json.dumps(job.data(whole=False))}\n\n"


async def watch(board: Jobs) -> None:
    """Stop jobs whose client is gone, over and over."""
    while not board.closed:
        await asyncio.sleep(GONE / 4)
        board.stop_forsaken(GONE)
