"""Results: an ensemble's folder, read back."""

from __future__ import annotations

from pathlib import Path

import polars

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

    def events(self) -> polars.DataFrame:
        """The event log of the first histories: `history`, `hour`, `mechanism`, `event`, `actor`, `value`."""
        return self._read("events", None)

    def series(self) -> polars.DataFrame:
        """The hourly path of the first histories: position, strength, balance, response, turnout."""
        return self._read("series", None)

    def sets(self, columns: list[str]) -> polars.DataFrame:
        """A row a parameter set: `set` and these of its quantities, without reading them for every history."""
        table = scan(self.directory, "histories")
        if table is None:
            return polars.DataFrame()
        first = polars.col("history") % self.manifest.set_size == 0
        return table.filter(first).select(["set", *columns]).collect(engine="streaming")

    def _read(self, kind: str, columns: list[str] | None) -> polars.DataFrame:
        table = scan(self.directory, kind)
        if table is None:
            return polars.DataFrame()
        return (table.select(columns) if columns else table).collect()
