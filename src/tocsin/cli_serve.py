"""The command line's server: parse, check, serve."""

from __future__ import annotations

import logging
import re
import secrets
import socket
import sys
from typing import Annotated, Literal

import typer

from tocsin.report.options import examples

serving = typer.Typer()


@serving.command(
    epilog=examples(
        "tocsin serve",
        "tocsin serve --port 9000 --root ~/runs",
        "tocsin serve --host 0.0.0.0 --name office.example   (asks for a token, which it prints)",
    )
)
def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Port; 0 for any that is free.")] = 8050,
    token: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            show_default="none on this machine alone, else made and printed",
            help="What has to be shown.",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name under which others reach it. Can be given many times."),
    ] = None,
    root: Annotated[str, typer.Option(metavar="DIR", help="Folder below which histories are kept.")] = "runs",
    workers: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Jobs done at a time.")] = 2,
    log: Annotated[Literal["text", "json", "none"], typer.Option(help="A line a request on stderr.")] = "text",
) -> None:
    """Serve the web app.

    On this machine alone unless told otherwise; on any other address it asks for a token.
    """
    from tocsin.errors import InputError, Problem, TocsinError

    try:
        import uvicorn

        from tocsin.web.app import FILES, create_app
        from tocsin.web.logs import logged
        from tocsin.web.security import LOOPBACK, Guard, is_loopback
    except ModuleNotFoundError as error:
        raise TocsinError(f"{error.name} is not installed: pip install 'tocsin[web]'") from error
    if missing := [name for name in ("index.html", "vendor.js", "atlas.js") if name not in FILES]:
        raise TocsinError(
            f"the page lacks {', '.join(missing)}: in a checkout, make page builds its libraries (needs Node)"
        )
    alone = is_loopback(host)
    if token is not None and not re.fullmatch(r"[A-Za-z0-9_-]{16,}", token):
        # Anything else would be written otherwise in a link, and in a cookie.
        expected = "16 characters or more of A-Z, a-z, 0-9, _ and -"
        raise InputError([Problem("the token cannot be one", "--token", expected=expected)])
    asked = token or (None if alone else secrets.token_urlsafe(24))
    listening = _socket(host, port)
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    place = f"http://{shown}:{listening.getsockname()[1]}/"
    typer.echo(f"Tocsin is at {place}{f'?token={asked}' if asked else ''}   (Ctrl-C ends it)")
    sys.stdout.flush()
    if log != "none":
        logging.basicConfig(stream=sys.stderr, format="%(message)s")
        logging.getLogger("tocsin.web").setLevel(logging.INFO)
    hosts = tuple(dict.fromkeys([*LOOPBACK, host, *(name or ())]))
    app = create_app(root, workers, token=asked is not None)
    # The log is outermost: who was refused is what it is read for.
    guarded = logged(Guard(app, hosts, asked), log == "json")
    config = uvicorn.Config(guarded, log_level="warning", access_log=False, timeout_graceful_shutdown=3, lifespan="on")

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: object) -> None:
            app.state.jobs.farewell()
            super().handle_exit(sig, frame)  # type: ignore[arg-type]

    Server(config).run(sockets=[listening])


def _socket(host: str, port: int) -> socket.socket:
    """A socket that listens there.

    Raises
    ------
    InputError
        If the address is none, or the port is taken.
    """
    from tocsin.errors import InputError, Problem

    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        found = socket.socket(family, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(128)
    except OSError as error:
        expected = "a free port (--port 0 takes any)" if error.errno == 98 else "an address of this machine"
        told = f"{host}:{port} cannot be listened on: {(error.strerror or str(error)).lower()}"
        raise InputError([Problem(told, "--port", expected=expected)]) from None
    return found
