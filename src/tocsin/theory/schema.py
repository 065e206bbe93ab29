"""What all schemas of files share: strict text, ids, sources, declared quantities, and errors in our own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, StringConstraints
from pydantic import ValidationError as SchemaError
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError, core_schema

from tocsin.catalogue.document import Location
from tocsin.theory.declaration import Declaration
from tocsin.theory.entry import read_quantity, read_source_keys
from tocsin.theory.fault import Fault
from tocsin.theory.quantity import Quantity

__all__ = ["Declared", "Degrees", "Id", "Moment", "Part", "SourceKeys", "Switch", "Text", "faults_of", "refusal"]


class Part(BaseModel):
    """A frozen piece of a file in which every key must be known."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


def refusal(
    message: str, expected: str | None = None, given: str | None = None, known: tuple[str, ...] = ()
) -> PydanticCustomError:
    """Return the error that a validator raises; it becomes a `Fault` with these parts."""
    context = {"message": message, "expected": expected, "given": given, "known": known}
    return PydanticCustomError("refused", "{message}", context)


def _source_keys(raw: object) -> tuple[str, ...]:
    keys = raw if isinstance(raw, tuple) else read_source_keys(raw)
    if keys is None:
        raise refusal("the source is not a key or a list of keys", "source: author-year")
    return keys


def _switch(raw: object) -> bool:
    try:
        return bool(Declaration("", "", "switch", 0, 1).number(raw))
    except ValueError as error:
        raise refusal(str(error), "on or off (true or false)") from None


def _moment(raw: object) -> object:
    if isinstance(raw, datetime):
        return raw
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise refusal(f"'{str(raw)[:60]}' is not a moment in a time zone", "such as 2023-06-23T21:00+03:00")
    return moment


Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$", max_length=80)]
SourceKeys = Annotated[tuple[str, ...], BeforeValidator(_source_keys)]
Switch = Annotated[bool, BeforeValidator(_switch)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Degrees = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class Declared:
    """Annotation of a field that holds a quantity.

    Parameters
    ----------
    name : str
        Full name; ``{id}`` stands for the id of the part that holds the field.
    meaning, unit, low, high
        As in `Declaration`.
    """

    def __init__(self, name: str, meaning: str, unit: str, low: float = 0.0, high: float = 1.0) -> None:
        self.declaration = Declaration(name, meaning, unit, low, high)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(self._read)

    def _read(self, raw: object, info: core_schema.ValidationInfo) -> Quantity:
        if isinstance(raw, Quantity):
            return raw
        declared = self.declaration
        name = declared.name.replace("{id}", str((info.data or {}).get("id", "?")))
        quantity, faults = read_quantity(
            raw, Declaration(name, declared.meaning, declared.unit, declared.low, declared.high)
        )
        if quantity is None:
            raise SchemaError.from_exception_data("quantity", [_details(fault) for fault in faults])
        return quantity


def _details(fault: Fault) -> InitErrorDetails:
    error = refusal(fault.message, fault.expected, fault.given, fault.known)
    return InitErrorDetails(type=error, loc=fault.location, input=None)


_WORDS: Mapping[str, tuple[str, str | None]] = {
    "missing": ("the key is missing", None),
    "string_type": ("this is not text", "text (in quotes, where it looks like a number)"),
    "string_too_short": ("the text is empty", "text"),
    "string_pattern_mismatch": ("this is no id", "small letters, digits and single hyphens"),
    "string_too_long": ("the id is too long", "at most 80 characters"),
    "tuple_type": ("this is not a list", "a list"),
    "too_short": ("the list is empty", "at least one item"),
    "model_type": ("this is not a block of keys", "keys with values"),
    "model_attributes_type": ("this is not a block of keys", "keys with values"),
    "mapping_type": ("this is not a block of keys", "keys with values"),
    "dict_type": ("this is not a block of keys", "keys with values"),
    "float_type": ("this is not a number", "a number"),
    "int_type": ("this is not a whole number", "a whole number"),
}


def faults_of(error: SchemaError, model: type[BaseModel]) -> list[Fault]:
    """Turn the errors of a schema into faults, in our own words."""
    return [_fault(item, model) for item in error.errors(include_url=False) if not _follows(item)]


def _follows(item: ErrorDetails) -> bool:
    """Whether it only follows from others: a list all of whose items have faults counts as too short."""
    return item["type"] == "too_short" and bool(item["input"])


def _fault(item: ErrorDetails, model: type[BaseModel]) -> Fault:
    location, context = item["loc"], item.get("ctx", {})
    expected = context.get("expected")
    match item["type"]:
        case "refused":
            return Fault(location, context["message"], expected, context["given"], tuple(context["known"]))
        case "extra_forbidden":
            known = _keys_at(model, location[:-1])
            return Fault(location, "unknown key", f"one of {', '.join(known)}", str(location[-1]), known)
        case "literal_error":
            return Fault(location, f"'{str(item['input'])[:60]}' does not go here", expected)
        case kind:
            return Fault(location, *_WORDS.get(kind, (item["msg"], expected)))


def _keys_at(model: type[BaseModel], location: Location) -> tuple[str, ...]:
    """Return the keys that the schema knows at a location."""
    place: Any = model
    for part in location:
        if _is_model(place):
            fields = {field.alias or name: field.annotation for name, field in place.model_fields.items()}
            place = _without_none(fields.get(str(part)))
        else:  # an index of tuple[Item, ...] or a key of Mapping[str, Item]
            items = [argument for argument in get_args(place) if argument is not Ellipsis]
            place = items[-1] if items else None
    return tuple(field.alias or name for name, field in place.model_fields.items()) if _is_model(place) else ()


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _without_none(annotation: Any) -> Any:
    """Return X for ``X | None``."""
    arguments = get_args(annotation)
    if type(None) not in arguments:
        return annotation
    return next(argument for argument in arguments if argument is not type(None))
