"""Ctrl-C during a run: the first stops as soon as what is under way allows, the second at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from tocsin.report.terminal import INTERRUPTED, report_interruption, write_error

__all__ = ["stoppable"]


@contextmanager
def stoppable(as_json: bool, verb: str) -> Iterator[None]:
    """Handle Ctrl-C for the length of a command; files are written whole or not at all, so both ways are safe."""
    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # somebody else has decided what Ctrl-C does
        return

    def at_once(number: int, frame: FrameType | None) -> None:
        report_interruption([verb], as_json)
        sys.stdout.flush()
        os._exit(INTERRUPTED)  # threads that compile or compute would keep an ordinary exit waiting

    def soon(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, at_once)
        write_error("Stopping as soon as what is under way allows; Ctrl-C again stops at once.")
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, soon)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
