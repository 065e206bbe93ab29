"""Contrasts and implications of claims in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tocsin.theory.claim import Beside, Implication, Setting
from tocsin.theory.prior import format_number

__all__ = ["beside_in_words", "implication_in_words", "name_in_words", "settings_in_words"]

_EXPECTED = {
    "difference": {"positive": "above 0", "negative": "below 0", "zero": "0"},
    "ratio": {"positive": "above 1", "negative": "below 1", "zero": "1"},
    "level": {"positive": "high", "negative": "low", "zero": "0"},
}
BUILT_IN = "its sign is built in, so that only its size says something"


_MEASURES = {
    "risk_90": "the risk of revolution within 90 days",
    "risk_90_social": "the risk of a social revolution within 90 days",
    "turnout_ruler": "the largest turnout for the ruler",
    "turnout_challenger": "the largest turnout for the challenger",
    "turnout_themselves": "the largest turnout of people for themselves",
    "hours": "the length of the crisis",
    "fear_ratio_above_one": "a fear ratio above one",
}


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
        return _sentence(f"{what}, against its prior", directions.get(implication.expect, "to move, either way"))
    return _sentence(_question(implication), _EXPECTED[implication.scale].get(implication.expect))


def beside_in_words(beside: Beside) -> str:
    """Say what is shown beside an implication, and what is expected of it if anything is."""
    expected = _EXPECTED[beside.scale].get(beside.expect)
    return f"{beside.name}: {_question(beside)}{f', expected {expected}' if expected else ''}"


def _question(implication: Implication) -> str:
    what, arm = _estimand(implication), _arm(implication.do)
    if implication.scale == "level":
        return f"{what} {arm}"
    relation = "minus" if implication.scale == "difference" else "over"
    return f"{what} {arm}, {relation} the same {_arm(implication.versus)}"


def _sentence(text: str, expected: str | None) -> str:
    return f"{text[:1].upper()}{text[1:]}: {f'expected {expected}' if expected else BUILT_IN}."


def _estimand(implication: Implication) -> str:
    if implication.parameter:
        return f"the {implication.estimand} of {implication.parameter}"
    measure = "posterior probability" if implication.estimand == "posterior" else implication.estimand
    text = f"the {measure} of {_any_of(implication.event)}"
    if implication.per:
        return f"{text} per {_any_of(implication.per)}"
    return f"{text} given {_any_of(implication.given)}" if implication.given else text


def _any_of(names: Iterable[str]) -> str:
    return " or ".join(_MEASURES.get(name, name_in_words(name)) for name in names)


def _arm(settings: Mapping[str, Setting]) -> str:
    return f"with {settings_in_words(settings)}" if settings else "with the case as it is"


def _value(value: Setting) -> str:
    return value if isinstance(value, str) else format_number(value)
