"""Claim, its contrast and its implication: an argument's sentence as data that can be run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from tocsin.theory.frozen import FrozenMapping
from tocsin.theory.schema import Id, Part, SourceKeys, Text, refusal

__all__ = ["Beside", "Claim", "Contrast", "Event", "Implication", "Setting", "Settings"]

Setting = float | str
"""A number, or the name of a choice or the word for a switch (``mobilise``, ``off``)."""


def _settings(raw: object) -> Mapping[str, Setting]:
    if isinstance(raw, FrozenMapping):
        return raw
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise refusal("this is not a block of settings", "{name of a parameter or input: value}")
    wrong = [name for name, value in raw.items() if not isinstance(value, int | float | str)]
    if wrong:
        raise refusal(f"the value of {', '.join(wrong)} is not a number", "a number, or the name of a choice")
    return {name: value if isinstance(value, str) else float(value) for name, value in raw.items()}


def _names(raw: object) -> object:
    """Return one name or a list of names as a tuple; nothing as the empty tuple."""
    if raw is None:
        return ()
    return (raw,) if isinstance(raw, str) else raw


def _locator(raw: object) -> object:
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw


Settings = Annotated[Mapping[str, Setting], BeforeValidator(_settings), AfterValidator(FrozenMapping)]
"""Values that parameters, inputs or interventions are held at, by full name."""

Contrast = Settings
"""Settings that make a claim false while the crisis still runs."""

Event = Annotated[tuple[Text, ...], BeforeValidator(_names)]
"""Names of events of which any one counts; empty for none."""

Locator = Annotated[Text, BeforeValidator(_locator)]


class Implication(Part):
    """What should be seen if the claim holds.

    Parameters
    ----------
    estimand : str
        What is computed, such as ``probability``.
    event : tuple of str
        Its event: any of these.
    given : tuple of str
        Condition: any of these events; empty for none.
    per : tuple of str
        For a mean: what it is counted by (conversions per fall); empty for a history.
    parameter : str, optional
        The parameter that the estimand is about (the posterior of the fear ratio has no event).
    do, versus : mapping
        Settings of the two arms; empty for the case as it is.
    scale : str
        ``difference`` or ``ratio`` of the arms (do against versus), or ``level`` where there is one arm.
    expect : str
        Sign that the claim predicts for the difference (for a ratio: above or below 1); ``size`` where the sign is
        built in and only the size says something.
    """

    estimand: Text
    event: Event = ()
    given: Event = ()
    per: Event = ()
    parameter: Text | None = None
    do: Settings = FrozenMapping()
    versus: Settings = FrozenMapping()
    scale: Literal["difference", "ratio", "level"] = "difference"
    expect: Literal["positive", "negative", "zero", "size"]


class Beside(Implication):
    """A further number that is shown beside an implication, by name."""

    name: Text
    expect: Literal["positive", "negative", "zero", "size"] = "size"


class Claim(Part):
    """One claim of a theory.

    Parameters
    ----------
    id : str
        Such as ``K6``.
    name : str
        Such as ``the-masses-decide``.
    paragraph : str, optional
        Where in the source it stands.
    source : tuple of str
        Keys of the works that make it.
    claim : str
        The claim in one sentence of the catalogue's own.
    status : str
        ``implemented`` or ``not implemented``.
    mechanisms : tuple of str
        The mechanisms that implement it.
    contrast : mapping
        What makes it false while the crisis still runs.
    implication : Implication, optional
        What follows from it.
    beside : tuple of Beside
        What is to be shown beside it: its parts, other arms, the same where other causes are held apart.
    evidence : str, optional
        What in the record bears on it; where nothing does, what would.
    forecast : bool
        Whether it is about what only the future can settle: then the rivals' forecasts of its implication, which is
        the probability of an event as it is, stand beside it.
    """

    id: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=40)]
    name: Id
    paragraph: Locator | None = None
    source: SourceKeys
    claim: Text
    status: Literal["implemented", "not implemented"]
    mechanisms: tuple[Text, ...] = ()
    contrast: Contrast = FrozenMapping()
    implication: Implication | None = None
    beside: tuple[Beside, ...] = ()
    evidence: Text | None = None
    forecast: bool = False

    @property
    def implemented(self) -> bool:
        """Whether the model runs it."""
        return self.status == "implemented"
