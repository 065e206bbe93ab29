"""Drivers: the text of the module that runs a clock, all of its mechanisms in their order, each behind a switch."""

from __future__ import annotations

from tocsin.simulate.drivers import crisis, world

__all__ = ["driver_source"]


def driver_source(clock: str) -> str:
    """The text of a clock's driver module."""
    return crisis.source() if clock == "crisis" else world.source()
