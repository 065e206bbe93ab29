"""Hinges: a cause that is there is found with its size, and one that is not is not."""

import numpy
import polars

from tocsin.study.hinges import hinges


def ensemble(rng, effect, sets=500):
    x, noise = rng.uniform(size=(2, sets))
    latent = numpy.clip(0.5 + effect * (x - 0.5) + 0.4 * (noise - 0.5), 0, 1)
    outcome = rng.uniform(size=(sets, 20)) < latent[:, None]
    columns = {f"idle_{i}": numpy.repeat(rng.uniform(size=sets), 20) for i in range(100)}
    return polars.DataFrame(
        {
            "set": numpy.repeat(numpy.arange(sets), 20),
            "status": ["ok"] * (20 * sets),
            "outcome": ["coup" if hit else "crushed" for hit in outcome.ravel()],
            "x": numpy.repeat(x, 20),
            **columns,
        }
    )


def test_share_of_variance_of_a_known_cause():
    found = hinges(ensemble(numpy.random.default_rng(1), 0.4), "coup", ("x", *(f"idle_{i}" for i in range(100))))
    assert [hinge.quantity for hinge in found] == ["x"]
    assert abs(found[0].share_of_variance - 0.5) < 0.1  # two uniform causes of the same weight
    assert found[0].direction == 1


def test_direction():
    assert hinges(ensemble(numpy.random.default_rng(2), -0.4), "coup", ("x",))[0].direction == -1


def test_chance_alone_is_seldom_reported():
    names = tuple(f"idle_{i}" for i in range(100))
    false_alarms = sum(bool(hinges(ensemble(numpy.random.default_rng(s), 0), "coup", names)) for s in range(30))
    assert false_alarms <= 7  # one run in ten on average


def test_nothing_to_explain():
    assert hinges(ensemble(numpy.random.default_rng(3), 0.4), "settlement", ("x",)) == []
