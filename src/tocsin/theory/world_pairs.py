"""Which pairs of countries can come to war, derived from what a world says of countries, blocs and neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tocsin.theory.world_inputs import Bloc, Country, Hostility, PairList, Pairs, War

__all__ = ["Relations", "RelevantPair", "hostility_kind"]

Unordered = frozenset[str]


@dataclass(frozen=True, slots=True)
class RelevantPair:
    """Two countries that are neighbours, rivals, or one of them a major power.

    Parameters
    ----------
    first, second : int
        Numbers of the countries; the first is the smaller.
    contiguous, rivals, allied, opposed : bool
        As in `Pairs`; allied also within a bloc, opposed by their blocs.
    hostility : str
        Full name of the quantity that holds its normal hostility.
    war : War, optional
        The war under way between them.
    """

    first: int
    second: int
    contiguous: bool
    rivals: bool
    allied: bool
    opposed: bool
    hostility: str
    war: War | None = None


def hostility_kind(rivals: bool, allied: bool, opposed: bool) -> str:
    """Return the kind of a pair under which its normal hostility stands."""
    if allied:
        return "allied_rivals" if rivals else "allied"
    if opposed:
        return "opposed_rivals" if rivals else "opposed"
    return "rivals" if rivals else "neither"


class Relations:
    """All relations of a world's countries.

    Parameters
    ----------
    countries : iterable of Country
    blocs : iterable of Bloc
    pairs : Pairs
    wars : iterable of War
    """

    def __init__(self, countries: Iterable[Country], blocs: Iterable[Bloc], pairs: Pairs, wars: Iterable[War]) -> None:
        self.countries = tuple(countries)
        self.against = {frozenset((bloc.id, other)) for bloc in blocs for other in bloc.opposed}
        self.contiguous = set(_unordered(pairs.contiguous))
        self.rivals = set(_unordered(pairs.rivals))
        self.allied = set(_unordered(pairs.allied))
        self.wars = {frozenset((war.attacker, war.defender)): war for war in wars}
        self.named = _named(pairs.hostility)

    def relevant(self) -> tuple[RelevantPair, ...]:
        """Return all relevant pairs, by the numbers of their countries."""
        return tuple(self._relevant())

    def _relevant(self) -> Iterator[RelevantPair]:
        for first, one in enumerate(self.countries):
            for second, two in enumerate(self.countries[first + 1 :], first + 1):
                pair = frozenset((one.id, two.id))
                contiguous, rivals = pair in self.contiguous, pair in self.rivals
                if not (contiguous or rivals or one.major or two.major):
                    continue
                blocs = frozenset(bloc for bloc in (one.bloc, two.bloc) if bloc)
                allied = pair in self.allied or (one.bloc is not None and one.bloc == two.bloc)
                opposed = blocs in self.against
                kind = self.named.get(pair) or f"hostility.{hostility_kind(rivals, allied, opposed)}"
                yield RelevantPair(
                    first, second, contiguous, rivals, allied, opposed, kind, self.wars.get(pair)
                )  # fmt: skip


def _unordered(lists: Iterable[PairList]) -> Iterator[Unordered]:
    for listed in lists:
        yield from (frozenset(pair) for pair in listed.pairs)


def _named(hostility: Hostility) -> dict[Unordered, str]:
    return {frozenset((item.first, item.second)): item.hostility.name for item in hostility.of_pairs}
