"""Asking: which claims can be asked of a case or a world, and with how many histories."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, UnknownName
from tocsin.mechanisms import declared
from tocsin.simulate.chunk import AnyModel
from tocsin.study.arms import Setting
from tocsin.study.reading import reading_of
from tocsin.theory.claim import Claim, Implication

__all__ = ["FEWER", "POSTERIOR", "Sizes", "fewer", "not_here", "planned", "sides_of", "sizes_of", "stands_apart"]

FEWER = 5
"""Other cases, and implications at the contrast, get so many times fewer histories."""
WORLD_ASKED, WORLD_LESS = 5, 20
"""In a world the arms of an implication, and the same at the contrast or beside it, get so many times fewer histories.

A history of a world takes milliseconds. A contrast moves shares by points and needs all of them; what an implication
holds fixed moves them far.
"""
POSTERIOR = "posterior"


class Sizes(NamedTuple):
    """Histories of the theory and of each claim's contrast, of the arms of an implication, and of what needs less."""

    whole: int
    asked: int
    less: int


def sizes_of(histories: int, clock: str) -> Sizes:
    """How many histories each arm gets."""
    if clock == "world":
        return Sizes(histories, _part(histories, WORLD_ASKED), _part(histories, WORLD_LESS))
    return Sizes(histories, histories, fewer(histories))


def fewer(histories: int) -> int:
    """Histories of the arms that need less, in a crisis."""
    return _part(histories, FEWER)


def _part(histories: int, times: int) -> int:
    return max(histories // times, min(histories, 20))


def planned(claim: Claim, sizes: Sizes) -> Iterator[tuple[Setting, int]]:
    """What a claim needs of its own case or world: settings, and how many histories."""
    yield claim.contrast, sizes.whole
    what = claim.implication
    if what is None or what.estimand == POSTERIOR:
        return
    for settings in sides_of(what):
        yield settings, sizes.asked
        if stands_apart(claim, what):
            yield {**claim.contrast, **settings}, sizes.less
    for beside in claim.beside:
        for settings in sides_of(beside):
            yield settings, sizes.less


def sides_of(what: Implication) -> tuple[Setting, ...]:
    """Settings of the arms of an implication: one for a level, else two."""
    return (what.do,) if what.scale == "level" else (what.do, what.versus)


def stands_apart(claim: Claim, what: Implication) -> bool:
    """Whether the implication can be asked at the contrast: its arms must not undo it."""
    return not set(claim.contrast) & (set(what.do) | set(what.versus))


def not_here(claim: Claim, model: AnyModel, vary: Callable[[Any, Setting], Any]) -> str:
    """Why a claim cannot be computed on this case or world, in words; empty where it can.

    Parameters
    ----------
    claim : Claim
        One that mechanisms run, with an implication.
    model : Model or WorldModel
    vary : callable
        From a model and settings to the model that holds them.
    """
    reason = _foreign_setting(claim, model, vary) or _foreign_event(claim, model)
    if model.clock == "crisis":
        of_worlds = {mechanism.name for mechanism in declared("world")}.intersection(claim.mechanisms)
        if of_worlds and (reason or len(of_worlds) == len(claim.mechanisms)):
            worlds = [entry.id for entry in Catalogue.default().entries("world")]
            return "lives on the world clock" + (f": tocsin audit {worlds[0]}" if worlds else "")
    return reason


def _foreign_setting(claim: Claim, model: AnyModel, vary: Callable[[Any, Setting], Any]) -> str:
    asked = [claim.contrast]
    for what in (claim.implication, *claim.beside):
        if what is not None and what.estimand != POSTERIOR:
            asked += sides_of(what)
    for name, value in {name: value for settings in asked for name, value in settings.items()}.items():
        try:
            vary(model, {name: value})
        except UnknownName:
            return f"{model.case.id} has no {name}, which the claim is asked by"
        except InputError as error:
            return f"{name} cannot be {value} in {model.case.id}: {error.problems[0].message}"
    return ""


def _foreign_event(claim: Claim, model: AnyModel) -> str:
    what, reading = claim.implication, reading_of(model)
    if what is None:
        return ""
    if what.estimand == POSTERIOR:
        known = what.parameter is None or what.parameter in model.quantities
        return "" if known else f"{model.case.id} has no {what.parameter}, which the claim is about"
    asked = [name for one in (what, *claim.beside) for name in (*one.event, *one.given, *one.per)]
    strange = next((name for name in asked if not reading.knows(name)), None)
    return "" if strange is None else f"a history of a {reading.clock} does not say {strange}"
