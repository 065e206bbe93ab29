"""Contrasts and implications of claims in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.theory.claim import Implication, Setting
from tocsin.theory.prior import format_number

__all__ = ["implication_in_words", "name_in_words", "settings_in_words"]

_EXPECTED = {
    "difference": {"positive": "above 0", "negative": "below 0", "zero": "0"},
    "ratio": {"positive": "above 1", "negative": "below 1", "zero": "1"},
    "level": {"positive": "high", "negative": "low", "zero": "0"},
}
BUILT_IN = "its sign is built in, so that only its size says something"


def name_in_words(name: str) -> str:
    """Write the name of an outcome, event or feature as words: ``civil_war`` as 'civil war'."""
    return name.replace("_", " ")


def settings_in_words(settings: Mapping[str, Setting]) -> str:
    """Write settings as people would: ``street.weight = 0, ruler.response = mobilise``."""
    return ", ".join(f"{name} = {_value(value)}" for name, value in settings.items())


def implication_in_words(implication: Implication) -> str:
    """Say what follows from a claim: what is computed, in which arms, and what the claim expects of it."""
    what = _estimand(implication)
    if implication.estimand == "posterior":
        directions = {"positive": "higher", "negative": "lower", "zero": "where the prior has it"}
        return f"{what}, against its prior: expected {directions.get(implication.expect, 'nowhere in particular')}."
    arm = _arm(implication.do)
    if implication.scale == "level":
        sentence = f"{what} {arm}"
    else:
        against = _arm(implication.versus)
        relation = "minus" if implication.scale == "difference" else "over"
        sentence = f"{what} {arm}, {relation} the same {against}"
    if implication.expect == "size":
        return f"{sentence}: {BUILT_IN}."
    return f"{sentence}: expected {_EXPECTED[implication.scale][implication.expect]}."


def _estimand(implication: Implication) -> str:
    if implication.parameter:
        return f"the {implication.estimand} of {implication.parameter}"
    text = f"the {implication.estimand} of {_any_of(implication.event)}"
    return f"{text} given {_any_of(implication.given)}" if implication.given else text


def _any_of(names: Iterable[str]) -> str:
    return " or ".join(name_in_words(name) for name in names)


def _arm(settings: Mapping[str, Setting]) -> str:
    return f"with {settings_in_words(settings)}" if settings else "with the case as it is"


def _value(value: Setting) -> str:
    return value if isinstance(value, str) else format_number(value)
