"""What a page can ask for: each verb with its fields, checked before anything is done with them."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

__all__ = ["Ask", "Name", "Setting"]

MOST = 100_000
"""Histories at most of one request."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _of_the_catalogue(name: str) -> str:
    """Names only: no path from a request is ever opened."""
    if not _NAME.fullmatch(name):
        raise ValueError("a name of the catalogue: small letters, digits and single hyphens")
    return name


Name = Annotated[
    str,
    StringConstraints(max_length=60),
    AfterValidator(_of_the_catalogue),
    WithJsonSchema({"type": "string", "maxLength": 60, "pattern": f"^{_NAME.pattern}$"}),
]
Setting = float | Annotated[str, StringConstraints(max_length=60)]
_Key = Annotated[str, StringConstraints(max_length=120, pattern=r"^[A-Za-z0-9_.:-]+$")]


ALL = {"verb", "client", "case", "theory", "seed"}
TAKES: dict[str, set[str]] = {
    "run": {"settings", "histories"},
    "compare": {"settings", "histories", "do", "given"},
    "audit": {"settings", "histories"},
    "infer": {"settings", "theories", "histories", "features"},
    "sensitivity": {"settings"},
    "score": {"theories"},
    "replay": {"settings", "history"},
}
"""What each verb takes beside what all take."""


class Ask(BaseModel):
    """A job: a verb, a case or world, a theory, and what the verb takes besides."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    verb: Literal["run", "compare", "audit", "infer", "sensitivity", "score", "replay"]
    client: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    case: Name
    theory: Name = "world-crisis"
    histories: Annotated[int, Field(ge=1, le=MOST)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**53)] = 1
    history: Annotated[int, Field(ge=0, lt=10**8)] = 0
    settings: Annotated[dict[_Key, Setting], Field(max_length=100)] = Field(default_factory=dict)
    do: Annotated[list[Annotated[str, StringConstraints(max_length=180)]], Field(max_length=20)] = Field(
        default_factory=list
    )
    given: Annotated[str, StringConstraints(max_length=200)] | None = None
    theories: Annotated[list[Name], Field(max_length=20)] | None = None
    features: Annotated[list[_Key], Field(max_length=20)] | None = None

    @model_validator(mode="after")
    def _only_what_the_verb_takes(self) -> Ask:
        strange = sorted(self.model_fields_set - ALL - TAKES[self.verb])
        if strange:
            raise ValueError(f"{self.verb} does not take {', '.join(strange)}")
        return self

    def request(self) -> dict[str, Any]:
        """What the worker is asked, without who asks."""
        return self.model_dump(exclude={"client"})
