"""Progress of a run on stderr: a line before the first compilation, a bar for whoever has to wait."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tocsin.report.terminal import error_console, write_error

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID

__all__ = ["RunProgress", "say_if_compiling"]

PATIENCE = 1.0
"""Seconds before there is a bar."""


def say_if_compiling(clock: str = "crisis") -> None:
    """Print a line when the model is about to be compiled, which happens once for each version of it."""
    from tocsin.simulate.compiler import is_compiled

    if not is_compiled(clock):
        long = "about half a minute" if clock == "crisis" else "a minute or two"
        write_error(f"Compiling the model: {long}, once. Later starts take a second.")


class RunProgress:
    """What `tocsin.run` calls with (histories done, histories asked for); a context manager.

    Parameters
    ----------
    counted : str
        What is counted.
    clock : str
        ``crisis`` or ``world``: which model it may have to wait for.
    """

    def __init__(self, counted: str = "histories", clock: str = "crisis") -> None:
        self.counted, self.clock = counted, clock
        self.started = time.monotonic()
        self.console = error_console()
        self.called = False
        self.bar: Progress | None = None
        self.task: TaskID | None = None

    def __enter__(self) -> RunProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show how far the run has come."""
        if not self.called and done < total:
            say_if_compiling(self.clock)
        self.called = True
        if not self.console.is_terminal or done >= total or time.monotonic() - self.started < PATIENCE:
            if self.bar is not None and self.task is not None:
                self.bar.update(self.task, completed=done, total=total)
            return
        if self.bar is None:
            self._start(done, total)
        elif self.task is not None:
            self.bar.update(self.task, completed=done, total=total)

    def _start(self, done: int, total: int) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(self.counted), BarColumn(bar_width=None), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=self.console, transient=True)
        self.bar.start()
        self.task = self.bar.add_task(self.counted, total=total, completed=done)
