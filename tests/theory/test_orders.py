"""Social orders as a theory codes them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError
from tocsin.theory.theory import Theory
from tocsin.theory.validation import load_theory
from tocsin.theory.vocabulary import Vocabulary

Read = Callable[[str | bytes], Theory]
Problems = Callable[[Read, str | bytes], list[str]]

BARE = "id: {id}\nkind: theory\ntitle: t\nsummary: s\nsource: isw-2023\n"
CODED = """
orders:
  small-world:
    ruritania: {order: bureaucratic, source: isw-2023}
    zenda: {order: workers, source: isw-2023, note: by its own account}
"""
BIB = "@misc{isw-2023, title={x}}\n"


@pytest.fixture
def catalogue(tmp_path: Path, world_text: str) -> Catalogue:
    (tmp_path / "sources.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "worlds").mkdir()
    (tmp_path / "worlds" / "small-world.yaml").write_text(world_text, encoding="utf-8")
    (tmp_path / "theories").mkdir()
    return Catalogue((tmp_path,))


def write(catalogue: Catalogue, name: str, text: str) -> None:
    (catalogue.folders[0] / "theories" / f"{name}.yaml").write_text(BARE.format(id=name) + text, encoding="utf-8")


def test_orders_are_read_with_whose_view_they_are(read_theory: Read) -> None:
    theory = read_theory(BARE.format(id="bare") + CODED)
    assert theory.order("small-world", "ruritania") == "bureaucratic"
    assert theory.orders["small-world"]["zenda"].note == "by its own account"
    assert theory.order("small-world", "syldavia") is None
    assert theory.order("another-world", "ruritania") is None


def test_a_theory_without_orders_keeps_its_digest_and_one_with_has_another(read_theory: Read) -> None:
    bare = read_theory(BARE.format(id="bare"))
    assert read_theory(BARE.format(id="bare") + "orders: {}\n").digest() == bare.digest()
    coded = read_theory(BARE.format(id="bare") + CODED)
    assert coded.digest() != bare.digest()
    assert read_theory(BARE.format(id="bare") + CODED.replace("by its own account", "x")).digest() == coded.digest()
    for old, new in (("bureaucratic", "workers"), ("zenda", "syldavia"), ("small-world", "large-world")):
        assert read_theory(BARE.format(id="bare") + CODED.replace(old, new)).digest() != coded.digest()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "order: bureaucratic",
            "order: burocratic",
            "no social order is called 'burocratic'; expected one of capitalist",
        ),
        ("order: bureaucratic", "order: burocratic", "did you mean 'bureaucratic'?"),
        ("order: bureaucratic, ", "", "orders.small-world.ruritania.order: the key is missing"),
        (", source: isw-2023}", "}", "orders.small-world.ruritania.source: the key is missing"),
        ("source: isw-2023}", "source: isw-2032}", "orders.small-world.ruritania.source: no source is called"),
        ("{order: bureaucratic, source: isw-2023}", "bureaucratic", "ruritania: this is not a block of keys"),
    ],
)
def test_each_fault_is_named(read_theory: Read, problems: Problems, old: str, new: str, message: str) -> None:
    found = problems(read_theory, BARE.format(id="bare") + CODED.replace(old, new, 1))
    assert any(message in line for line in found), found


def test_countries_are_those_of_the_world_where_the_catalogue_has_it(
    catalogue: Catalogue, vocabulary: Vocabulary
) -> None:
    write(catalogue, "right", CODED)
    write(catalogue, "wrong", CODED.replace("ruritania", "ruritanai"))
    write(catalogue, "unknown", CODED.replace("small-world", "large-world"))
    assert load_theory("right", vocabulary, catalogue).order("small-world", "zenda") == "workers"
    with pytest.raises(InputError, match=r"no country of small-world is called 'ruritanai'.*did you mean 'ruritania'"):
        load_theory("wrong", vocabulary, catalogue)
    assert load_theory("unknown", vocabulary, catalogue).order("large-world", "zenda") == "workers"


def test_what_a_theory_includes_codes_too_and_its_own_word_wins(catalogue: Catalogue, vocabulary: Vocabulary) -> None:
    write(catalogue, "base", CODED)
    own = "orders: {small-world: {zenda: {order: capitalist, source: isw-2023}}}\n"
    write(catalogue, "builds-on-it", f"include: [base]\n{own}")
    theory = load_theory("builds-on-it", vocabulary, catalogue)
    assert theory.order("small-world", "ruritania") == "bureaucratic"
    assert theory.order("small-world", "zenda") == "capitalist"
