import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.catalogue import KINDS, Catalogue, Entry
from tocsin.errors import InputError, UnknownName

TEXT = """\
# a comment
kind: case
id: {id}
title: "The {id}"
inputs:
  title: not this one
  column: [1, 2
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write(path: str, text: str = TEXT) -> Path:
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace("{id}", file.stem), encoding="utf-8")
        return file

    return write


def test_the_shipped_catalogue_holds_what_is_promised() -> None:
    shipped = Catalogue()
    assert {"march-on-moscow-2023", "kornilov-1917"} <= {entry.id for entry in shipped.entries("case")}
    assert {"world-crisis", "officers-coordinate", "base-rates"} <= {entry.id for entry in shipped.entries("theory")}
    assert {"world-1914", "world-2023"} <= {entry.id for entry in shipped.entries("world")}
    for kind in KINDS:
        for entry in shipped.entries(kind):
            header = entry.header()
            assert (header.id, header.kind, header.problem) == (entry.id, kind, None)
            assert header.title
            assert len(header.summary) > 40


def test_entries_come_from_all_folders_sorted(write: Callable[..., Path], tmp_path: Path) -> None:
    write("one/cases/b.yaml")
    write("one/cases/notes.txt")
    write("one/theories/t.yaml", "kind: theory\n")
    write("two/a.yaml")
    write("two/broken.yaml", "[")
    write("two/u.yaml", "kind: theory\n")
    catalogue = Catalogue((tmp_path / "one", tmp_path / "two"))
    assert [entry.id for entry in catalogue.entries("case")] == ["a", "b"]
    assert [entry.id for entry in catalogue.entries("theory")] == ["t", "u"]
    assert catalogue.find("case", "a").path == tmp_path / "two" / "a.yaml"


def test_the_variable_names_more_folders(
    write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("mine/cases/own-case.yaml")
    monkeypatch.setenv("TOCSIN_CATALOGUE", f"{tmp_path / 'mine'}{os.pathsep}")
    catalogue = Catalogue.default()
    assert catalogue.find("case", "own-case").read().startswith(b"# a comment")
    assert catalogue.find("case", "kornilov-1917")
    monkeypatch.setenv("TOCSIN_CATALOGUE", str(tmp_path / "nowhere"))
    with pytest.raises(InputError, match="TOCSIN_CATALOGUE: no folder"):
        Catalogue.default()
    monkeypatch.delenv("TOCSIN_CATALOGUE")
    assert Catalogue.default().folders == Catalogue().folders


def test_an_unknown_id_gets_the_nearest_and_a_double_one_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    write("one/cases/march.yaml")
    write("two/march.yaml")
    write("two/cases/other.yaml")
    catalogue = Catalogue((tmp_path / "one", tmp_path / "two"))
    with pytest.raises(UnknownName, match=r"no case is called 'othr'.*did you mean 'other'"):
        catalogue.find("case", "othr")
    with pytest.raises(InputError, match="the case 'march' is there twice"):
        catalogue.find("case", "march")


def test_a_path_is_taken_as_it_is(write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("my-case.yaml")
    monkeypatch.chdir(tmp_path)
    for name in ("./my-case.yaml", "my-case.yaml", str(tmp_path / "my-case.yaml")):
        entry = Catalogue(()).find("case", name)
        assert (entry.id, entry.file, entry.listed) == ("my-case", "my-case.yaml", False)
        assert entry.header().title == "The my-case"


def test_files_that_cannot_be_read_are_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    big = write("big.yaml", "#" * 1_000_001)
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    for path, message in (
        (big, "the file has 1,000,001 bytes; expected at most 1,000,000"),
        (tmp_path / "none.yaml", "the file cannot be read: No such file"),
        (tmp_path / "folder.yaml", "this is not a file"),
        (tmp_path / "pipe.yaml", "this is not a file"),
        (Path("x\x00.yaml"), "the file cannot be read"),
    ):
        entry = Entry("x", "case", path)
        with pytest.raises(InputError, match=message):
            entry.read()
        assert message.split(";")[0] in (entry.header().problem or "")


def test_a_header_reads_only_its_own_lines(write: Callable[..., Path]) -> None:
    folded = "id: x\nsummary: >-\n  one\n  two\n\n  three\nother: [1\ntitle: 't'\nreviewed_by:\n  A. Reader\nmore: }\n"
    header = Entry("x", "case", write("x.yaml", folded)).header()
    assert (header.title, header.summary, header.reviewed_by) == ("t", "one two three", "A. Reader")
    assert header.problem is None
    broken = Entry("y", "case", write("y.yaml", "title: [\n")).header()
    assert broken.title == ""
    assert broken.problem is not None
    assert broken.problem.startswith("this is not YAML")


def test_sources_are_those_of_the_folders_and_beside_a_file(write: Callable[..., Path], tmp_path: Path) -> None:
    write("one/sources.bib", "@misc{a, title={A}}\n")
    write("elsewhere/sources.bib", "@misc{b, title={B}}\n")
    catalogue = Catalogue((tmp_path / "one", tmp_path / "empty"))
    assert catalogue.sources().keys() == ("a",)
    assert catalogue.sources(catalogue.find("case", str(tmp_path / "elsewhere" / "c.yaml"))).keys() == ("a", "b")


def test_listing_imports_nothing_heavy() -> None:
    code = (
        "import sys; from tocsin.catalogue import Catalogue;"
        "c = Catalogue(); [e.header() for e in c.entries('case')]; c.sources().keys();"
        "sys.exit(', '.join({'numpy', 'pydantic', 'pybtex', 'scipy', 'numba'} & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
