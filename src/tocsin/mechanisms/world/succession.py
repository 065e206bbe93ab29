"""What it means for a country that its ruler falls or that its order changes. Helpers of several mechanisms."""

from __future__ import annotations

from tocsin.mechanisms.world.state import CAPITALIST, JUNTA, NEVER, WORKERS, Country, Worlds

DEFECTION = 0.1
"""Share of the armed strength that did not fight for the ruler, from which on a rising counts as one with defection.

A judgement: tables of campaigns speak of a large-scale breakdown of the execution of orders, without a number.
"""


def unsettle(country: Country) -> None:
    """Record that the ruler fell this month: his successor's hold is not settled."""
    country.fell = 1
    country.insecurity = 1.0


def bring_down(now: Worlds, country: Country, month: int) -> None:
    """Record that a rising brought the ruler down: dual power begins, and a junta gives way to those before it.

    A workers' order that loses its rulers to its own people stays one, and has no second power beside it.
    """
    unsettle(country)
    country.falls += 1
    now.course.falls += 1
    if country.defected >= DEFECTION:
        now.course.falls_defected += 1
    country.last_fall = month
    if country.first_fall == NEVER:
        country.first_fall = month
    if country.order == JUNTA:
        change_order(country, CAPITALIST, month)
    if country.order != WORKERS:
        country.dual_power = 1.0


def change_order(country: Country, order: int, month: int) -> None:
    """Give the country another social order, from this month."""
    country.order = order
    country.order_since = month
