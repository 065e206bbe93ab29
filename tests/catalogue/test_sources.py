from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tocsin.catalogue import Catalogue, Sources
from tocsin.errors import InputError, UnknownName

BIB = r"""
% @misc{commented-out, title={no}}
@string{apsr = "American Political Science Review"}
@comment{ignored, title={no}}
@article{two-1995,
  author = {de la Cruz, Ana and M{\"u}ller, Bo},
  title = {Fear {and} Coups},
  journal = {Journal of Conflict},
  volume = {49}, pages = {379--414}, year = {1995}, doi = {10.1000/x_y%z}
}
@book { three-2001 ,
  author = {A, One and B, Two and C, Three}, title = {Book}, publisher = {Press}, year = 2001 }
@misc{bbc-2023, author = {{BBC News}}, title = {What happened}, year = {2023}, url = {https://example.org/a_b%20c}}
@misc{nobody, title = {An editorial}, howpublished = {Party press}}
"""


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    file = tmp_path / "sources.bib"
    file.write_text(BIB, encoding="utf-8")
    return Sources((file,))


def test_keys_are_found_in_order(sources: Sources) -> None:
    assert sources.keys() == ("two-1995", "three-2001", "bbc-2023", "nobody")
    assert "bbc-2023" in sources
    assert "commented-out" not in sources


@pytest.mark.parametrize(
    ("key", "short", "full"),
    [
        (
            "two-1995",
            "de la Cruz and Müller 1995",
            "de la Cruz, Ana; Müller, Bo (1995). Fear and Coups. Journal of Conflict 49, 379–414. doi:10.1000/x_y%z",
        ),
        ("three-2001", "A et al. 2001", "A, One; B, Two; C, Three (2001). Book. Press"),
        ("bbc-2023", "BBC News 2023", "BBC News (2023). What happened. https://example.org/a_b%20c"),
        ("nobody", "An editorial undated", "An editorial (undated). Party press"),
    ],
)
def test_citations(sources: Sources, key: str, short: str, full: str) -> None:
    citation = sources.source(key)
    assert (citation.key, citation.short, citation.full) == (key, short, full)


def test_an_unknown_key_gets_the_nearest(sources: Sources) -> None:
    with pytest.raises(UnknownName, match=r"no source is called 'bbc-2032'.*did you mean 'bbc-2023'"):
        sources.source("bbc-2032")


def test_a_key_must_be_there_once(tmp_path: Path, sources: Sources) -> None:
    second = tmp_path / "second.bib"
    second.write_text("@misc{new, title={x}}\n\n@misc{bbc-2023, title={x}}\n@misc{new, title={y}}\n")
    with pytest.raises(InputError) as caught:
        Sources((*sources.files, second)).keys()
    assert len(caught.value.problems) == 2
    assert "second.bib:3: bbc-2023: the key is there twice, first in" in str(caught.value)
    assert "second.bib:4: new: the key is there twice" in str(caught.value)


def test_broken_files_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.bib"
    file.write_text("@misc{a, title={x\n@misc{b, title=\n")
    with pytest.raises(InputError, match=r"x\.bib"):
        Sources((file,)).source("a")
    file.write_bytes(b"@misc{a, title={\xff}}")
    with pytest.raises(InputError, match="cannot be read"):
        Sources((file,)).keys()


def test_every_shipped_work_can_be_cited() -> None:
    sources = Catalogue().sources()
    for key in sources.keys():  # noqa: SIM118 - not a mapping
        citation = sources.source(key)
        assert len(citation.short) > 5
        assert len(citation.full) > 20
        assert not set("{}\\") & set(citation.short)


@given(st.text("@misc{}(),=\"'%#\\ \nabc12", max_size=120))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_text_raises_nothing_but_input_errors(tmp_path: Path, text: str) -> None:
    file = tmp_path / "random.bib"
    file.write_text(text, encoding="utf-8")
    sources = Sources((file,))
    try:
        citations = [sources.source(key) for key in sources.keys()]  # noqa: SIM118
    except InputError:
        citations = []
    assert all(citation.key in sources for citation in citations)
