"""Results: an ensemble's folder, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars

from tocsin.errors import StoreError
from tocsin.simulate.store import Manifest, read_manifest, scan


class Results:
    """A results folder.

    Parameters
    ----------
    directory : Path
        As `run` left it.

    Raises
    ------
    StoreError
        If the folder holds no run, or a damaged one.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.manifest: Manifest = read_manifest(directory)

    def histories(self, columns: list[str] | None = None) -> polars.DataFrame:
        """A row a history: `history`, `set`, `status`, `outcome`, its course, and the uncertain parameters.

        Parameters
        ----------
        columns : list of str, optional
            Only these; all by default.
        """
        return self._read("histories", columns)

    def countries(self) -> polars.DataFrame:
        """Of a world, a row a country of each history: its order at the end, counts, dates in months, last values."""
        return self._read("countries", None)

    def events(self) -> polars.DataFrame:
        """A row an event of the first histories: `history`, `hour` or `month`, `mechanism`, `event`, who, and `value`.

        `actor` is the number of the unit, city, response or outcome that it is about (-1: none), `actor_name` its name.
        """
        return self._read("events", None)

    def series(self) -> polars.DataFrame:
        """The path of the first histories, by the hour (position, balance …) or month (profit, wars, risings …)."""
        return self._read("series", None)

    def sets(self, columns: list[str]) -> polars.DataFrame:
        """A row a parameter set: `set` and these of its quantities, without reading them for every history."""
        table = scan(self.directory, "histories")
        if table is None:
            return polars.DataFrame()
        first = polars.col("history") % self.manifest.set_size == 0
        return self._collect(table.filter(first).select(["set", *columns]), "streaming")

    def _read(self, kind: str, columns: list[str] | None) -> polars.DataFrame:
        table = scan(self.directory, kind)
        if table is None:
            return polars.DataFrame()
        return self._collect(table.select(columns) if columns else table)

    def _collect(self, table: polars.LazyFrame, engine: Literal["auto", "streaming"] = "auto") -> polars.DataFrame:
        try:
            return table.collect(engine=engine)
        except (OSError, polars.exceptions.PolarsError) as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
            raise StoreError(f"a file in {self.directory} is damaged ({reason}). Run the same command with --fresh to "
                             "make them anew") from error  # fmt: skip
