"""What a page can ask for: each verb with its fields, checked before anything is done with them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

__all__ = ["Ask", "Client", "Name", "Setting"]

MOST = 100_000
"""Histories at most of one request."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _of_the_catalogue(name: str) -> str:
    """Names only: no path from a request is ever opened."""
    if not _NAME.fullmatch(name):
        raise ValueError("a name of the catalogue: small letters, digits and single hyphens")
    return name


def _whole(number: Any) -> Any:
    """2000.0 is 2000 in JSON, though not in Python."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Name = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(_of_the_catalogue),
    WithJsonSchema({"type": "string", "maxLength": 60, "pattern": f"^{_NAME.pattern}$"}),
]
Client = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Setting = float | Annotated[str, StringConstraints(max_length=60)]
_KEY = r"^[A-Za-z0-9_.:-]+$"
_Key = Annotated[str, StringConstraints(max_length=120, pattern=_KEY)]
_Histories = Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_whole)]
_Theories = Annotated[list[Name], Field(max_length=20)]
_Features = Annotated[list[_Key], Field(max_length=20)]
_Changes = Annotated[list[Annotated[str, StringConstraints(max_length=180)]], Field(max_length=20)]
_Settings = Annotated[
    dict[_Key, Setting],
    Field(max_length=100),
    WithJsonSchema({
        "type": "object", "maxProperties": 100, "propertyNames": {"maxLength": 120, "pattern": _KEY},
        "additionalProperties": {"anyOf": [{"type": "number"}, {"type": "string", "maxLength": 60}]},
    }),
]  # fmt: skip


class _Asked(BaseModel):
    """What all verbs take."""

    # Strict: a number in quotation marks is no number, as the schema says.
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True)

    verb: str
    client: Client
    """Who asks: a name that the page or program makes up and keeps. Its jobs are stopped when it is gone."""
    case: Name = Field(examples=["march-on-moscow-2023", "world-1914"])
    """A case or a world of the catalogue."""
    theory: Name = Field("world-crisis", examples=["world-crisis"])
    """A theory of the catalogue."""
    seed: Annotated[int, Field(ge=0, lt=2**53), BeforeValidator(_whole)] = 1
    """The same seed gives the same histories."""

    @model_validator(mode="before")
    @classmethod
    def _only_what_the_verb_takes(cls, given: Any) -> Any:
        strange = sorted(set(given) - set(cls.model_fields)) if isinstance(given, dict) else []
        if strange:
            raise ValueError(f"{given.get('verb')} does not take {', '.join(strange)}")
        return given

    def request(self) -> dict[str, Any]:
        """What the worker is asked, without who asks."""
        return self.model_dump(exclude={"client"})


class _Settable(_Asked):
    settings: _Settings = Field(default_factory=dict, examples=[{"ruler.fear_ratio": 2.0}])
    """What is held fixed by hand: names of parameters, inputs or interventions, and their values."""


class AskRun(_Settable):
    """Many histories of a case or a world, and how they end."""

    verb: Literal["run"]
    """``run``."""
    histories: _Histories = 10_000
    """How many."""


class AskCompare(_Settable):
    """The same histories twice, the second time with something held otherwise."""

    verb: Literal["compare"]
    """``compare``."""
    histories: _Histories = 2_000
    """How many."""
    do: _Changes = Field(default_factory=list, examples=[["ruler.response=mobilise"]])
    """What is held otherwise, each as ``NAME=VALUE`` or ``claim:ID``."""
    given: Annotated[str, StringConstraints(max_length=200)] | None = None
    """Which histories count, as ``FEATURE=VALUE``; all of them without it."""


class AskAudit(_Settable):
    """What each claim of a theory implies, and what the record says of it."""

    verb: Literal["audit"]
    """``audit``."""
    histories: _Histories | None = None
    """How many of each variant; as many as the audit takes by itself without it."""


class AskInfer(_Settable):
    """How probable theories make what happened."""

    verb: Literal["infer"]
    """``infer``."""
    histories: _Histories | None = None
    """How many of each theory; as many as the comparison takes by itself without it."""
    theories: _Theories | None = None
    """Theories that are compared; all of them without it."""
    features: _Features | None = None
    """Features of the record that count; all that all theories predict without it."""


class AskSensitivity(_Settable):
    """Which uncertain numbers move the outcome."""

    verb: Literal["sensitivity"]
    """``sensitivity``."""


class AskScore(_Asked):
    """How well theories predict how the cases of the library ended."""

    verb: Literal["score"]
    """``score``."""
    theories: _Theories | None = None
    """Theories that are scored; all of them without it."""


class AskReplay(_Settable):
    """One history, hour by hour or month by month."""

    verb: Literal["replay"]
    """``replay``."""
    history: Annotated[int, Field(ge=0, lt=10**8), BeforeValidator(_whole)] = 0
    """Its number."""


Ask = Annotated[
    AskRun | AskCompare | AskAudit | AskInfer | AskSensitivity | AskScore | AskReplay, Field(discriminator="verb")
]
"""A job: a verb, a case or world, a theory, and what the verb takes besides."""
