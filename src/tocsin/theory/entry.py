"""Reading a quantity as it stands in a file: one prior, a unit, a source; all of its faults at once."""

from __future__ import annotations

from tocsin.errors import InvalidValue
from tocsin.theory.declaration import SWITCH, Declaration
from tocsin.theory.fault import Fault
from tocsin.theory.prior import Prior
from tocsin.theory.quantity import CHOICE, Quantity, Source

__all__ = ["PRIOR_KEYS", "read_quantity", "read_source_keys"]

PRIOR_KEYS = ("value", "uniform", "log_uniform", "normal", "lognormal", "beta", "gamma", "choice", "weights")
OTHER_KEYS = ("unit", "source", "judgement", "note", "range")

_PAIRS = {"uniform": Prior.uniform, "log_uniform": Prior.log_uniform}
_NAMED = {
    "normal": (Prior.normal, ("mean", "standard_deviation")),
    "lognormal": (Prior.lognormal, ("median", "log_standard_deviation")),
    "beta": (Prior.beta, ("alpha", "beta")),
    "gamma": (Prior.gamma, ("shape", "rate")),
}


class _Entry:
    """One quantity as written, with the faults found so far."""

    def __init__(self, raw: dict[str, object], declaration: Declaration) -> None:
        self.raw = raw
        self.declaration = declaration
        self.faults: list[Fault] = []

    def fault(self, location: tuple[str | int, ...], message: str, expected: str | None = None) -> None:
        self.faults.append(Fault(location, message, expected))

    def quantity(self) -> Quantity | None:
        self._keys()
        self._unit()
        low, high = self._range()
        prior = self._prior()
        source = self._source()
        note = self.raw.get("note")
        if note is not None and not isinstance(note, str):
            self.fault(("note",), "the note is not text", "text")
        if prior is not None and low <= high:
            self._within(prior, low, high)
        if self.faults or prior is None or source is None:
            return None
        declared = self.declaration
        return Quantity(
            name=declared.name,
            meaning=declared.meaning,
            unit=declared.unit,
            low=low,
            high=high,
            prior=prior,
            source=source,
            choices=declared.choices,
            note=note if isinstance(note, str) else None,
            limits=(declared.low, declared.high) if "range" in self.raw else None,
        )

    def _keys(self) -> None:
        for key in self.raw:
            if key not in PRIOR_KEYS and key not in OTHER_KEYS:
                known = (*self._allowed_priors(), *OTHER_KEYS)
                expected = "one of " + ", ".join(known)
                self.faults.append(Fault((key,), "unknown key of a quantity", expected, key, known))

    def _allowed_priors(self) -> tuple[str, ...]:
        if self.declaration.choices:
            return ("choice", "weights")
        return ("value",) if self.declaration.unit == SWITCH else PRIOR_KEYS[:-2]

    def _unit(self) -> None:
        unit, expected = self.raw.get("unit"), self.declaration.unit
        if unit is None:
            self.fault((), "no unit", f"unit: {expected}")
        elif unit != expected:
            self.fault(("unit",), f"wrong unit '{str(unit)[:60]}'", expected)

    def _range(self) -> tuple[float, float]:
        declared = self.declaration
        raw = self.raw.get("range")
        if raw is None:
            return declared.low, declared.high
        if declared.unit in (CHOICE, SWITCH):
            self.fault(("range",), f"a {declared.unit} has no range")
        elif pair := self._pair("range", raw):
            if declared.low <= pair[0] < pair[1] <= declared.high:
                return pair
            within = Declaration("", "", declared.unit, declared.low, declared.high).expected()
            self.fault(("range",), "a range may only narrow the declared one", f"two rising numbers, each {within}")
        return declared.low, declared.high

    def _prior(self) -> Prior | None:
        given = [key for key in PRIOR_KEYS if key in self.raw]
        allowed = self._allowed_priors()
        if len(given) != 1:
            found = "no value and no prior" if not given else f"more than one prior: {', '.join(given)}"
            self.fault((), found, "one of " + ", ".join(allowed))
            return None
        key = given[0]
        if key not in allowed:
            self.fault((key,), f"'{key}' does not go with the unit '{self.declaration.unit}'", " or ".join(allowed))
            return None
        try:
            return self._build(key, self.raw[key])
        except InvalidValue as error:
            self.fault((key,), str(error))
            return None

    def _build(self, key: str, value: object) -> Prior | None:
        if key in ("value", "choice"):
            try:
                return Prior.fixed(self.declaration.number(value))
            except InvalidValue as error:
                given, choices = value if isinstance(value, str) else None, self.declaration.choices
                self.faults.append(Fault((key,), str(error), self.declaration.expected(), given, choices))
                return None
        if key in _PAIRS:
            pair = self._pair(key, value)
            return _PAIRS[key](*pair) if pair else None
        if key == "weights":
            weights = self._block(key, value, self.declaration.choices)
            return Prior.categorical(weights) if weights else None
        build, names = _NAMED[key]
        numbers = self._block(key, value, names)
        return build(*numbers) if numbers else None

    def _pair(self, key: str, value: object) -> tuple[float, float] | None:
        if isinstance(value, list) and len(value) == 2:
            first, second = (self._number((key, index), value[index]) for index in (0, 1))
            return None if first is None or second is None else (first, second)
        self.fault((key,), f"'{key}' is not a pair of numbers", f"{key}: [low, high]")
        return None

    def _block(self, key: str, value: object, names: tuple[str, ...]) -> tuple[float, ...] | None:
        expected = f"{key}: {{{', '.join(f'{name}: number' for name in names)}}}"
        if not isinstance(value, dict):
            self.fault((key,), f"'{key}' is not a block of numbers", expected)
            return None
        for name in value:
            if name not in names:
                self.faults.append(Fault((key, name), "unknown key", expected, name, names))
        missing = [name for name in names if name not in value]
        if missing:
            self.fault((key,), f"{', '.join(missing)} missing", expected)
        numbers = [self._number((key, name), value[name]) for name in names if name in value]
        known = tuple(number for number in numbers if number is not None)
        return known if len(known) == len(names) and len(value) == len(names) else None

    def _number(self, location: tuple[str | int, ...], value: object) -> float | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(location, f"'{str(value)[:60]}' is not a number", "a number such as 25000 or 0.3")
            return None
        return float(value)

    def _source(self) -> Source | None:
        keys: tuple[str, ...] = ()
        if "source" in self.raw:
            read = read_source_keys(self.raw["source"])
            if read is None:
                self.fault(("source",), "the source is not a key or a list of keys", "source: author-year")
                return None
            keys = read
        judgement = self.raw.get("judgement")
        if judgement is not None and not (isinstance(judgement, str) and judgement.strip()):
            self.fault(("judgement",), "the judgement is not text", "a sentence that says why this number")
            return None
        if not keys and not judgement:
            self.fault((), "no source", "source: a key of sources.bib, or judgement: why this number")
            return None
        return Source(keys, judgement if isinstance(judgement, str) else None)

    def _within(self, prior: Prior, low: float, high: float) -> None:
        """Bounds that somebody wrote down must lie in the range; a bell curve is cut off there."""
        key = next(key for key in PRIOR_KEYS if key in self.raw)
        bounds = prior.arguments if prior.kind in ("uniform", "log_uniform", "fixed") else ()
        expected = Declaration("", "", self.declaration.unit, low, high, self.declaration.choices).expected()
        if not all(low <= bound <= high for bound in bounds):
            self.fault((key,), f"{prior.text()} is out of range", expected)
            return
        try:
            prior.check_mass(low, high)
        except InvalidValue as error:
            self.fault((key,), str(error), expected)


def read_source_keys(raw: object) -> tuple[str, ...] | None:
    """Return the keys in a ``source:`` entry, one or a list of them; None when it is neither."""
    items = raw if isinstance(raw, list) else [raw]
    if not items or not all(isinstance(item, str) and item.strip() for item in items):
        return None
    return tuple(items)


def read_quantity(raw: object, declaration: Declaration) -> tuple[Quantity | None, tuple[Fault, ...]]:
    """Read a quantity from plain data.

    Parameters
    ----------
    raw : object
        What stands in the file: ``{value: 6000, unit: people, source: bbc-2023}`` and the like.
    declaration : Declaration
        What it must be.

    Returns
    -------
    tuple
        The quantity and no fault, or None and every fault found.
    """
    if not isinstance(raw, dict):
        expected = f"{{value: …, unit: {declaration.unit}, source: …}}"
        return None, (Fault((), "a quantity needs a unit and a source beside its value", expected),)
    entry = _Entry(raw, declaration)
    quantity = entry.quantity()
    return quantity, tuple(entry.faults)
