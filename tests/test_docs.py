"""The documentation holds what the program prints today; `make docs` renews it."""

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


def loaded():
    spec = importlib.util.spec_from_file_location("renew", DOCS / "renew.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RENEW = loaded()


@pytest.mark.parametrize("number", range(len(RENEW.MODELS) + len(RENEW.TOLD)))
def test_pages_are_what_the_program_says(number):
    path, text = list(RENEW.pages())[number]
    held = path.read_text(encoding="utf-8").splitlines()
    assert held == text().splitlines(), f"{path.name} is no longer what the program says: make docs"


def test_outputs_are_cut_where_the_page_cuts_them():
    output = "one\ntwo\nthree\nfour\nfive\n"
    assert RENEW._shown(output, ["1", "2", "..", "5"]) == "one\ntwo\n..\nfive\n"
    assert RENEW._shown(output, ["1", ".."]) == "one\n..\n"
    assert RENEW._shown(output, ["1", "2"]) == output


def test_a_page_with_another_output_is_told_from_the_right_one():
    page = "```console\n$ tocsin --version\ntocsin 0.0.0\n```\n"
    assert RENEW.told_anew(page) != page
    assert RENEW.told_anew(RENEW.told_anew(page)) == RENEW.told_anew(page)


def links(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith("http")]


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.md")), ids=lambda p: p.name)
def test_links_lead_somewhere(path):
    for target in links(path):
        # Pictures are made when the site is built (tests/test_site.py).
        assert (path.parent / target).exists() or "/images/" in target, target


def test_every_page_is_found_from_the_first():
    found = {(DOCS / target).resolve() for target in links(DOCS / "README.md")}
    assert set(DOCS.rglob("*.md")) - {DOCS / "README.md"} <= found
