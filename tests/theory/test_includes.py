from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, UnknownName
from tocsin.theory.quantity import Prior
from tocsin.theory.validation import load_case, load_theory
from tocsin.theory.vocabulary import Vocabulary

FORM = "kind: theory\ntitle: t\nsummary: s\nsource: isw-2023\n"


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Catalogue]:
    """Write theories into a catalogue of their own."""

    def write(**theories: str) -> Catalogue:
        (tmp_path / "theories").mkdir()
        (tmp_path / "sources.bib").write_text("@misc{isw-2023, title={x}}\n")
        for name, text in theories.items():
            (tmp_path / "theories" / f"{name}.yaml").write_text(f"id: {name}\n{FORM}{text}")
        return Catalogue((tmp_path,))

    return write


def weight(value: float) -> str:
    return f"parameters: {{street.weight: {{value: {value}, unit: ratio, source: isw-2023}}}}\n"


def test_what_is_included_comes_first_and_the_file_itself_wins(
    folder: Callable[..., Catalogue], vocabulary: Vocabulary
) -> None:
    catalogue = folder(
        base=weight(1) + "mechanisms: {crisis.street: {variant: cascade}, crisis.intervention: {on: off}}\n",
        second=weight(2),
        first="include: [base, second]\n",
        own="include: [second, base]\nmechanisms: {crisis.intervention: {on: on}}\n" + weight(3),
        swapped="include: [second, base]\n",
    )
    first = load_theory("first", vocabulary, catalogue)
    assert first.parameters["street.weight"].prior == Prior.fixed(2)
    assert first.parameters["street.variant"].text() == "cascade"
    assert first.mechanisms["crisis.intervention"] is False
    assert first.include == ("base", "second")
    own = load_theory("own", vocabulary, catalogue)
    assert own.parameters["street.weight"].prior == Prior.fixed(3)
    assert own.mechanisms["crisis.intervention"] is True
    assert load_theory("swapped", vocabulary, catalogue).parameters["street.weight"].prior == Prior.fixed(1)


def test_cyclic_includes_are_refused(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    catalogue = folder(a="include: [b]\n", b="include: [c]\n", c="include: [a]\n", self="include: [self]\n")
    with pytest.raises(InputError, match=r"c\.yaml:6: include\[0\]: .* include each other: a → b → c → a"):
        load_theory("a", vocabulary, catalogue)
    with pytest.raises(InputError, match="include each other: self → self"):
        load_theory("self", vocabulary, catalogue)


def test_a_path_is_read_from_the_folder_of_the_file_that_names_it(
    folder: Callable[..., Catalogue], vocabulary: Vocabulary, tmp_path: Path
) -> None:
    own = "include: [./b.yaml]\n"
    catalogue = folder(a=own, b=weight(4), c="include: [../theories/d.yaml]\n", d="include: [./c.yaml]\n")
    theories = tmp_path / "theories"  # not the working directory
    assert load_theory(str(theories / "a.yaml"), vocabulary, catalogue).parameters[
        "street.weight"
    ].prior == Prior.fixed(4)
    with pytest.raises(InputError, match=r"d\.yaml:6: include\[0\]: .* include each other: c → d → c"):
        load_theory(str(theories / "c.yaml"), vocabulary, catalogue)


def test_many_paths_to_one_include_are_read_once(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    theories = {f"t{n}": f"include: [t{n + 1}, u{n + 1}]\n" for n in range(30)}
    theories |= {f"u{n}": f"include: [t{n + 1}, u{n + 1}]\n" for n in range(30)}
    catalogue = folder(**theories, t30=weight(4), u30="")
    assert load_theory("t0", vocabulary, catalogue).parameters["street.weight"].prior == Prior.fixed(4)


def test_faults_of_an_included_file_are_named_with_its_name(
    folder: Callable[..., Catalogue], vocabulary: Vocabulary
) -> None:
    catalogue = folder(a="include: [b, b, nosuch]\ncolour: red\n", b="colour: blue\n")
    with pytest.raises(InputError) as caught:
        load_theory("a", vocabulary, catalogue)
    found = str(caught.value)
    assert "a.yaml:7: colour: unknown key" in found
    assert found.count("b.yaml:6: colour: unknown key") == 1
    assert "a.yaml:6: include[1]: theory 'b' stands here a second time" in found
    assert "a.yaml:6: include[2]: no theory is called 'nosuch'" in found


def test_an_id_must_be_the_name_of_its_file(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    catalogue = folder(a="")
    path = catalogue.folders[0] / "theories" / "a.yaml"
    path.rename(path.with_name("b.yaml"))
    with pytest.raises(InputError, match=r"id: the id 'a' differs from the file's name; expected b"):
        load_theory("b", vocabulary, Catalogue(catalogue.folders))
    assert load_theory(str(path.with_name("b.yaml")), vocabulary, catalogue).id == "a"


def test_unknown_names_and_missing_files(folder: Callable[..., Catalogue], vocabulary: Vocabulary) -> None:
    catalogue = folder(world="")
    with pytest.raises(UnknownName, match="did you mean 'world'"):
        load_theory("wrold", vocabulary, catalogue)
    with pytest.raises(InputError, match="the file cannot be read: No such file"):
        load_case("./nowhere.yaml", vocabulary, catalogue)


def test_a_file_brings_the_sources_beside_it(
    tmp_path: Path, vocabulary: Vocabulary, case_text: str, theory_text: str
) -> None:
    (tmp_path / "case.yaml").write_text(case_text)
    with pytest.raises(InputError, match="no source is called 'isw-2023'"):
        load_case(str(tmp_path / "case.yaml"), vocabulary, Catalogue(()))
    (tmp_path / "sources.bib").write_text("@misc{isw-2023, title={x}}\n@misc{bbc-2023, title={y}}\n")
    assert load_case(str(tmp_path / "case.yaml"), vocabulary, Catalogue(())).id == "small-march"
