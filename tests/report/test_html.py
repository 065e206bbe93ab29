"""The report of a run: one page that needs nothing else and says the same numbers as `--json`."""

import importlib
import json
import re
import shutil
from html.parser import HTMLParser

import polars
import pytest

import tocsin
from tocsin import cli
from tocsin.errors import StoreError, TocsinError
from tocsin.library import opened
from tocsin.report.html import report_html, write_report, writing
from tocsin.report.percent import percent
from tocsin.report.screen import run_json

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

CASE, WORLD = "march-on-moscow-2023", "world-1914"


class Reader(HTMLParser):
    """Tags, headings, ids, what is fetched, and cells of tables."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.levels, self.ids, self.fetched, self.targets, self.cells, self.open = [], [], [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a":
            self.targets.append(attributes["href"])
        self.fetched += [attributes[key] for key in ("src", "srcset", "data", "action") if key in attributes]
        self.fetched += [attributes["href"]] if tag == "link" else []
        if tag in ("td", "th"):
            self.cells.append("")
        self.open.append(tag)

    def handle_data(self, data):
        if self.cells and any(tag in ("td", "th") for tag in self.open[-3:]):
            self.cells[-1] += data


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    root = tmp_path_factory.mktemp("reported")
    return tocsin.run(CASE, histories=400, out=root / CASE / "run")


@pytest.fixture(scope="module")
def page(run):
    return report_html(run.directory)


@pytest.fixture(scope="module")
def world_page(tmp_path_factory):
    run = tocsin.run(WORLD, histories=40, out=tmp_path_factory.mktemp("reported") / WORLD / "run")
    return report_html(run.directory)


def test_it_needs_nothing_from_elsewhere(page, world_page):
    for text in (page, world_page):
        read = Reader(text)
        assert read.fetched == []
        assert not [tag for tag, _ in read.tags if tag in ("script", "iframe", "object", "embed", "link")]
        assert not [name for _, attributes in read.tags for name in attributes if name.startswith("on")]
        assert "url(" not in text.replace("url(#", "")
        assert "default-src 'none'" in text


def test_it_has_every_part_and_is_built_as_a_page_should_be(page, world_page):
    for text, parts in ((page, 9), (world_page, 9)):
        read = Reader(text)
        assert read.levels[0] == 1
        assert read.levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(read.levels, read.levels[1:], strict=False))
        anchors = [target.removeprefix("#") for target in read.targets if target.startswith("#")]
        assert len({anchor for anchor in anchors if not anchor.startswith("source-")}) == parts
        assert set(anchors) <= set(read.ids)
        assert len(read.ids) == len(set(read.ids))
        assert ("html", {"lang": "en"}) in read.tags
        drawings = [attributes for tag, attributes in read.tags if attributes.get("role") == "img"]
        assert drawings
        assert all(len(attributes["aria-label"]) > 30 for attributes in drawings)
        assert all("scope" in attributes for tag, attributes in read.tags if tag == "th")
        # What is wider than a narrow screen scrolls by itself, and can be reached by keyboard.
        scrolling = [attributes for _, attributes in read.tags if attributes.get("class") in ("scroll", "drawing")]
        assert len(scrolling) == len(drawings) + sum(tag == "table" for tag, _ in read.tags)
        assert all(attributes["tabindex"] == "0" and attributes["aria-label"] for attributes in scrolling)


def test_its_numbers_are_those_of_json(run, page):
    data = run_json(run, 0.0)
    cells = [" ".join(cell.split()) for cell in Reader(page).cells]
    for line in data["outcomes"]:
        at = next(i for i, cell in enumerate(cells) if cell.startswith(line["outcome"].replace("_", " ")))
        assert cells[at + 1] == " ".join(percent(line["share"]).split())
        expected = f"{percent(line['low'])} to {percent(line['high'])}"
        assert cells[at + 2] == " ".join(expected.split())
    assert data["reading"] in re.sub(r"&#39;", "'", page)


def test_an_audit_beside_the_run_is_taken(tmp_path):
    run = tocsin.run(CASE, theory="counterbalanced-army", histories=400, out=tmp_path / CASE / "run")
    assert "No audit of these claims is kept" in report_html(run.directory)
    # Also one that was asked for with another number of histories than the run, or than audits have by default.
    found = tocsin.audit(CASE, theory="counterbalanced-army", histories=300, root=tmp_path)
    text = report_html(run.directory)
    assert "No audit" not in text
    for claim in found.claims:
        assert f'<span class="verdict">{claim.verdict}</span>' in text
    assert 'id="figure-claims"' in text
    assert report_html(run.directory, audited=True) == text
    (tmp_path / CASE / "audit" / "damaged.json").write_text("{")
    assert report_html(run.directory) == text


def test_the_same_run_gives_the_same_page(run, page):
    assert report_html(run.directory) == page


def test_sources_are_listed_in_full(page):
    keys = re.findall(r'id="source-([^"]+)"', page)
    assert len(keys) > 50
    assert keys == sorted(keys)
    assert {"editorial-2023", "granovetter-1978", "grimm-etal-2020"} <= set(keys)


def test_a_run_of_another_case_is_refused(run, tmp_path):
    manifest = json.loads((run.directory / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"case_digest": "0" * 64}))
    with pytest.raises(StoreError, match="no longer what it was"):
        opened(tmp_path)


def call(capsys, *words):
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", *words])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return ended.value.code, out, " ".join(err.split())


def test_command_line(run, page, tmp_path, capsys):
    file = tmp_path / "page.html"
    code, out, _ = call(capsys, str(run.directory), "--out", str(file), "--json")
    assert (code, json.loads(out)["file"]) == (0, str(file))
    assert file.read_text(encoding="utf-8") == page
    code, _, err = call(capsys, str(run.directory), "--out", str(file))
    assert (code, "exists and is left as it is" in err) == (2, True)
    code, _, err = call(capsys, str(run.directory), "--out", "")
    assert (code, "names no file" in err) == (2, True)
    code, _, err = call(capsys, str(tmp_path))
    assert (code, "holds no run" in err) == (1, True)


def test_a_missing_package_is_named(run, monkeypatch):
    real = importlib.import_module

    def without(name, *more):
        if name == "jinja2":
            raise ModuleNotFoundError(name)
        return real(name, *more)

    monkeypatch.setattr(importlib, "import_module", without)
    with pytest.raises(TocsinError, match=r"pip install 'tocsin\[report\]'"):
        report_html(run.directory)


def test_a_folder_that_is_not_there(run, tmp_path):
    with pytest.raises(TocsinError, match="cannot be written"):
        write_report(run.directory, tmp_path / "no" / "page.html")


def test_rivals_stand_beside_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ours = tocsin.run(CASE, histories=200, rng=3)
    code, _, err = call(capsys, str(ours.directory), "--theories", "base-rates,officers-coordinate")
    assert code == 2
    assert f"expected tocsin run {CASE} --theory base-rates --histories 200 --seed 3" in err
    runs = [
        ours,
        *(tocsin.run(CASE, theory=name, histories=200, rng=3) for name in ("base-rates", "hidden-preferences")),
    ]
    code, _, _ = call(capsys, str(ours.directory), "--theories", "base-rates,hidden-preferences")
    assert code == 0
    text = (ours.directory / "report.html").read_text(encoding="utf-8")
    cells = [
        " ".join(cell.split()) for cell in Reader(text[text.index('id="rivals"') : text.index('id="claims"')]).cells
    ]
    assert cells[:4] == ["outcome", "world-crisis", "base-rates", "hidden-preferences"]
    for row in ours.outcomes().rows(named=True):
        at = next(i for i, cell in enumerate(cells) if cell.startswith(row["outcome"].replace("_", " ")))
        for number, one in enumerate(runs, 1):
            found = one.outcomes().row(by_predicate=polars.col("outcome") == row["outcome"], named=True)
            assert cells[at + number].startswith(" ".join(percent(found["share"]).split()))
    assert "Beside rival theories" not in report_html(ours.directory)


def test_it_says_where_the_program_has_changed_since(run, page, tmp_path):
    shutil.copytree(run.directory, tmp_path / "older")
    manifest = json.loads((run.directory / "manifest.json").read_text())
    (tmp_path / "older" / "manifest.json").write_text(json.dumps(manifest | {"code_digest": "0" * 64}))
    assert "have changed since this run was made" in report_html(tmp_path / "older")
    assert "have changed since this run was made" not in page


def test_an_unfinished_run_says_so_and_an_empty_one_is_refused(run, page, tmp_path):
    shutil.copytree(run.directory, tmp_path / "cut")
    manifest = json.loads((run.directory / "manifest.json").read_text())
    (tmp_path / "cut" / "manifest.json").write_text(json.dumps(manifest | {"histories": 4000}))
    told = report_html(tmp_path / "cut")
    assert "400 simulated histories of 4,000 asked for" in told
    assert "The run is not finished" in told
    assert "400 kept of 4,000, in sets" in told
    assert "not finished" not in page
    for path in (tmp_path / "cut").glob("histories-*"):
        path.unlink()
    with pytest.raises(StoreError, match="holds no history yet"):
        report_html(tmp_path / "cut")


def test_what_is_held_by_hand_is_said_before_anything_is_concluded(tmp_path):
    run = tocsin.run(CASE, histories=100, out=tmp_path / CASE / "run", settings={"ruler.response": "mobilise"})
    told = report_html(run.directory)
    assert told.index("Held by hand:") < told.index("<strong>Doubt.</strong>")
    assert "says nothing against what it expects by itself" in told


def test_a_folder_of_another_format_is_refused(run, tmp_path, capsys):
    manifest = json.loads((run.directory / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"format": 0}))
    code, _, err = call(capsys, str(tmp_path))
    assert (code, "is of format 0" in err) == (1, True)


def test_an_interval_that_is_not_known_is_a_dash():
    assert writing._reach(None, 1.0) == "-"
    assert writing._reach(0.5, float("nan"), 1) == "-"
    assert writing._reach(1.0, 2.5) == "1.00 to 2.50"
    assert writing._reach(0.1, 0.25, 0).replace("\u00a0", " ") == "10 % to 25 %"
