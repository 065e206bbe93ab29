"""The library's audit: what is held by hand, in the case itself and elsewhere."""

import tocsin
from tocsin.auditing import _held_in, _not_held

CASES = ("march-on-moscow-2023", "turkey-2016", "kornilov-1917")


def test_what_other_cases_cannot_hold_is_said_and_the_rest_is_held():
    own, *others = (tocsin.build(case) for case in CASES)
    held = {"turn.rate": 0.5, "cities.tula.distance": 100.0}
    assert _held_in(own, held) == held
    assert all(_held_in(other, held) == {"turn.rate": 0.5} for other in others)
    assert _not_held([own, *others, others[0]], held) == {"cities.tula.distance": CASES[1:]}
    assert _not_held([own], held) == {}
