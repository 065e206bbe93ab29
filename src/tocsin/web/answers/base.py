"""What all answers have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Answer"]


class Answer(BaseModel):
    """An answer whose fields are all described; what nobody described is not sent, and a test finds it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
