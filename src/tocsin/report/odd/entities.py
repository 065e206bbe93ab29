"""Entities and their state variables, read from the classes that declare them: a field is a variable."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import io
import tokenize
from typing import Any

from tocsin.mechanisms.crisis import state as crisis
from tocsin.mechanisms.world import course as world_course
from tocsin.mechanisms.world import state as world

__all__ = ["ENTITIES", "variables"]

ENTITIES: dict[str, tuple[type, ...]] = {
    "crisis": (
        crisis.Setting, crisis.City, crisis.Group, crisis.Unit, crisis.Column, crisis.Challenger, crisis.Ruler,
        crisis.Balance, crisis.Course,
    ),
    "world": (world.Setting, world.Country, world.Pair, world.World, world_course.Course),
}  # fmt: skip
"""Classes of a clock's state, in the order in which they are described."""


def variables(entity: type) -> list[dict[str, Any]]:
    """Fields of a state class: name, kind of number, start value, and what its comment says of unit and meaning.

    A field without a comment of its own continues the one above it.
    """
    text = inspect.getsource(entity)
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    [node] = ast.parse(text).body
    assert isinstance(node, ast.ClassDef)
    lines = {item.target.id: item.end_lineno or 0 for item in node.body
             if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)}  # fmt: skip
    return [
        {
            "name": field.name,
            "kind": "whole number" if str(field.type) == "int" else "number",
            "start": field.default,
            "meaning": comments.get(lines[field.name], ""),
        }
        for field in dataclasses.fields(entity)
    ]
