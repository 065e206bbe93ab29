"""`new` and `check`: files to start from, and what is said of files of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.catalogue import Catalogue
from tocsin.errors import InputError, TocsinError
from tocsin.report.checking import PLACEHOLDER, check_file, print_check
from tocsin.report.skeleton import SKELETONS, skeleton, write_skeleton


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue()


@pytest.mark.parametrize("kind", SKELETONS)
def test_a_skeleton_passes_as_it_is(
    kind: str, tmp_path: Path, catalogue: Catalogue, printed: Callable[..., str]
) -> None:
    path = write_skeleton(kind, "my-own", catalogue, tmp_path)
    data = check_file(str(path), catalogue)
    assert (data["kind"], data["id"], data["valid"]) == (kind, "my-own", True)
    assert len(data["placeholders"]) > 3
    assert "no faults · not yet checked by a person" in printed(print_check, data)


@pytest.mark.parametrize(("name", "states", "to_come", "wars"), [("world-1914", 15, 4, 0), ("world-2023", 30, 0, 1)])
def test_a_world_is_checked(
    name: str, states: int, to_come: int, wars: int, catalogue: Catalogue, printed: Callable[..., str]
) -> None:
    data = check_file(str(catalogue.find("world", name).path), catalogue)
    assert (data["kind"], data["id"], data["valid"], data["placeholders"]) == ("world", name, True, [])
    assert (data["states"], data["states_that_may_come"], data["wars"]) == (states, to_come, wars)
    assert 0 < data["uncertain"] < data["inputs"]
    assert f"world {name} · no faults · not yet checked by a person" in printed(print_check, data)


@pytest.mark.parametrize("kind", SKELETONS)
def test_a_skeleton_explains_every_key_and_leaves_nothing_unnamed(kind: str) -> None:
    text = skeleton(kind, "my-own")
    assert "NAME" not in text
    assert PLACEHOLDER in text
    assert text.count("#") > 20


def test_a_skeleton_runs(tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    import tocsin

    monkeypatch.chdir(tmp_path)
    for kind in SKELETONS:
        write_skeleton(kind, f"my-{kind}", catalogue)
    found = tocsin.run("./my-case.yaml", theory="./my-theory.yaml", histories=40, out=tmp_path / "out")
    assert found.histories(["status"])["status"].to_list() == ["ok"] * 40


def test_nothing_is_overwritten(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match="left as it is"):
        write_skeleton("case", "mine", catalogue, tmp_path)
    assert path.read_text(encoding="utf-8") == "precious"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(TocsinError, match="cannot be written"):
        write_skeleton("case", "mine", catalogue, tmp_path / "nowhere")


@pytest.mark.parametrize(("name", "nearest"), [("../x", "x"), ("A b", "a-b"), ("x.yaml", "x"), ("é", ""), ("", "")])
def test_names_are_ids(tmp_path: Path, catalogue: Catalogue, name: str, nearest: str) -> None:
    with pytest.raises(InputError) as error:
        write_skeleton("theory", name, catalogue, tmp_path)
    assert (error.value.problems[0].nearest or "") == nearest
    assert not list(tmp_path.iterdir())


def test_all_faults_of_a_file_are_told_with_their_lines(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "faulty.yaml"
    text = skeleton("theory", "faulty").replace("street.threshold:", "street.treshold:")
    text = text.replace("expect: positive", "expect: rising").replace("kind: theory", "kind: theory\nextra: 1")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        check_file(str(path), catalogue)
    problems = error.value.problems
    lines = text.splitlines()
    assert len(problems) == 3
    for problem, stands in zip(problems, ("extra", "street.treshold", "expect"), strict=True):
        assert problem.file is not None
        assert problem.file.endswith("faulty.yaml")
        assert problem.line is not None
        assert stands in lines[problem.line - 1]
    assert problems[1].nearest == "street.threshold"


def test_works_beside_the_file_can_be_cited(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "cited.yaml"
    path.write_text(skeleton("theory", "cited").replace("luttwak-1968", "own-2020"), encoding="utf-8")
    with pytest.raises(InputError, match="own-2020"):
        check_file(str(path), catalogue)
    (tmp_path / "sources.bib").write_text("@misc{own-2020,\n title = {Own},\n year = {2020}\n}\n", encoding="utf-8")
    assert check_file(str(path), catalogue)["valid"]
