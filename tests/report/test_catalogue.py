"""What `list` and `show` print."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.catalogue import KINDS, Catalogue
from tocsin.errors import InputError, UnknownName
from tocsin.mechanisms import every
from tocsin.report.catalogue.listing import listing_data, print_listing
from tocsin.report.catalogue.show import look_up, look_up_schedule
from tocsin.report.catalogue.wording import BUILT_IN, implication_in_words
from tocsin.theory.claim import Implication

UNREVIEWED = "not yet checked by a person"
CASES = ("kornilov-1917", "march-on-moscow-2023")
WORLDS = ("world-1914", "world-2023")
THEORIES = ("base-rates", "officers-coordinate", "world-crisis")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue((Catalogue().folders[0],))


def test_the_list_holds_everything_with_its_review(catalogue: Catalogue, printed: Callable[..., str]) -> None:
    data = listing_data(catalogue)
    assert {item["id"] for item in data["cases"]} >= set(CASES)
    assert {item["id"] for item in data["theories"]} >= set(THEORIES)
    assert {item["id"] for item in data["worlds"]} >= set(WORLDS)
    assert [item["name"] for item in data["mechanisms"]] == [mechanism.name for mechanism in every()]
    text = printed(print_listing, data, 200)
    for part in data.values():
        for item in part:
            assert item.get("id", item.get("name", "")) in text
    unreviewed = [item for folder in KINDS.values() for item in data.get(folder, []) if not item["reviewed_by"]]
    assert text.count(UNREVIEWED) == len(unreviewed)
    assert text.count("two machine readings") == len(data["cases"])


def test_an_entry_that_cannot_be_read_is_listed_with_the_reason(tmp_path: Path, printed: Callable[..., str]) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "broken.yaml").write_text("id: [", encoding="utf-8")
    text = printed(print_listing, listing_data(Catalogue((tmp_path,))))
    assert "broken cannot be read: this is not YAML" in text


def test_sources_are_listed_with_citations_when_asked_for(catalogue: Catalogue, printed: Callable[..., str]) -> None:
    data = listing_data(catalogue, "sources")
    assert list(data) == ["sources"]
    assert "granovetter-1978 Granovetter 1978" in printed(print_listing, data)


@pytest.mark.parametrize("name", THEORIES)
def test_a_theory_shows_its_claims_apart_from_those_to_come(
    catalogue: Catalogue, printed: Callable[..., str], name: str
) -> None:
    data, show = look_up(name, catalogue)
    text = printed(show, data)
    assert UNREVIEWED in text
    assert " ".join(data["title"].split()) in text
    before, _, after = text.partition("Claims not yet implemented")
    for claim in data["claims"]:
        place = before if claim["status"] == "implemented" else after
        assert f"{claim['id']} {claim['name']}" in place
        assert claim["claim"] in place
        if claim["status"] == "implemented":
            assert claim["implication_in_words"] in before
            assert claim["contrast_in_words"] in before
            assert all(mechanism in before for mechanism in claim["mechanisms"])


def test_every_claim_of_the_argument_runs_and_says_what_stands_beside_it(
    catalogue: Catalogue, printed: Callable[..., str]
) -> None:
    data, _ = look_up("world-crisis", catalogue)
    assert {claim["status"] for claim in data["claims"]} == {"implemented"}
    one, show = look_up("world-crisis/K12", catalogue)
    assert one["implication_in_words"].startswith("The mean of risings inspired per conversions")
    assert one["beside_in_words"][0].endswith("per conversions with war.onsets = none")
    text = " ".join(printed(show, one).split())
    assert all(beside in text for beside in one["beside_in_words"])


def test_one_claim_is_shown_by_id_or_name(catalogue: Catalogue, printed: Callable[..., str]) -> None:
    by_id, show = look_up("world-crisis/K6", catalogue)
    by_name, _ = look_up("world-crisis/the-masses-decide", catalogue)
    assert by_id == by_name
    assert "(¶ 5)" in printed(show, by_id)
    with pytest.raises(UnknownName, match=r"no claim is called .K99."):
        look_up("world-crisis/K99", catalogue)


@pytest.mark.parametrize("name", THEORIES)
def test_the_schedule_is_the_order_in_which_mechanisms_run(
    catalogue: Catalogue, printed: Callable[..., str], name: str
) -> None:
    data, show = look_up_schedule(name, catalogue)
    rows = data["schedule"]
    assert [row["mechanism"] for row in rows] == [mechanism.name for mechanism in every()]
    for clock in ("crisis", "world"):
        steps = [row["step"] for row in rows if row["clock"] == clock]
        assert steps == sorted(steps)
    on = {row["mechanism"].split(".")[1] for row in rows if row["on"]}
    assert {quantity["name"].split(".")[0] for quantity in data["parameters"]} <= on
    text = printed(show, data, 140)
    for row in rows:
        state = "always" if not row["switchable"] else "on" if row["on"] else "off"
        assert f"{row['step']} {row['mechanism']} {state}" in text
    for quantity in data["parameters"]:
        assert quantity["sources"] or quantity["judgement"], quantity["name"]


def test_the_schedule_names_the_claims_that_need_a_mechanism(catalogue: Catalogue) -> None:
    data, _ = look_up_schedule("world-crisis", catalogue)
    claims = {row["mechanism"]: row["claims"] for row in data["schedule"]}
    assert "K6" in claims["crisis.street"]
    assert claims["crisis.combat"] == []


@pytest.mark.parametrize("name", CASES)
def test_a_case_shows_inputs_apart_from_the_record(
    catalogue: Catalogue, printed: Callable[..., str], name: str
) -> None:
    data, show = look_up(name, catalogue)
    text = printed(show, data)
    inputs, _, record = text.partition("RECORD")
    assert "INPUTS" in inputs
    for quantity in data["inputs"]:
        assert quantity["sources"] or quantity["judgement"], quantity["name"]
    shown = sum(1 for part in data["parts"] for q in data["inputs"] if q["name"].startswith(part["prefix"]))
    assert shown == len(data["inputs"]), "every input belongs to one part"
    for item in data["record"]:
        assert item["feature"].replace("_", " ") in record
    for fact in data["facts"]:
        assert " ".join(fact["what"].split()) in record
    for unknown in data["unknown"]:
        assert unknown in record
    assert UNREVIEWED in text
    assert set(data["sources"]) == {
        key for part in ("inputs", "record", "facts") for item in data[part] for key in item["sources"]
    }


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("width", [60, 140])
def test_a_world_shows_inputs_and_relations_apart_from_the_record(
    catalogue: Catalogue, printed: Callable[..., str], name: str, width: int
) -> None:
    data, show = look_up(name, catalogue)
    text = printed(show, data, width)
    before, _, record = text.partition("RECORD")
    assert UNREVIEWED in text
    for quantity in data["inputs"]:
        assert quantity["sources"] or quantity["judgement"], quantity["name"]
    for quantity in data["inputs"]:
        parts = [part for part in data["parts"] if quantity["name"].startswith(part["prefix"])]
        assert len(parts) == 1, f"{quantity['name']} belongs to one part"
    for country in data["countries"]:
        assert country["id"] in before
    assert f"{len(data['pairs'])} pairs can come to war" in before
    for item in data["record"]:
        assert item["feature"].replace("_", " ") in record
    for fact in data["facts"]:
        assert fact["what"].split()[0] in record
    assert set(data["sources"]) >= {key for item in (*data["inputs"], *data["facts"]) for key in item["sources"]}
    for key in data["sources"]:
        assert key in before + record


def test_a_world_says_what_it_has_and_has_not(catalogue: Catalogue, printed: Callable[..., str]) -> None:
    old, new = (look_up(name, catalogue)[0] for name in WORLDS)
    assert (old["start"], old["end"], new["start"], new["end"]) == ("1914-01", "1930-12", "2023-01", "2042-12")
    _, show = look_up("world-1914", catalogue)
    text = printed(show, old, 140)
    assert "15 states and 4 that may come to exist; 204 months" in text
    assert "No war is under way" in text
    assert "not yet: part of austria-hungary" in text
    text = printed(show, new, 140)
    assert "russia against ukraine since 2022-02, on the rung 'war'" in text
    assert "A forecast, to be scored by 2043." in text
    assert {country["id"]: country["output"] for country in new["countries"]}["china"] > 0.2


def test_a_theory_shows_whose_view_its_orders_are(catalogue: Catalogue, printed: Callable[..., str]) -> None:
    data, show = look_up("world-crisis", catalogue)
    assert "china in world-2023 bureaucratic [editorial-2023] its authors' view" in printed(show, data, 140)
    assert look_up("officers-coordinate", catalogue)[0]["orders"] == []


@pytest.mark.parametrize("name", ["germany.experience", "countries.germany.experience"])
def test_an_input_of_worlds_is_shown_by_its_full_and_its_short_name(
    catalogue: Catalogue, printed: Callable[..., str], name: str
) -> None:
    data, show = look_up(name, catalogue)
    assert set(data["worlds"]) == set(WORLDS)
    assert data["cases"] == {}
    assert f"{name} · input of worlds · share" in printed(show, data)


@pytest.mark.parametrize("mechanism", every(), ids=lambda mechanism: mechanism.name)
def test_a_mechanism_shows_what_it_declares(
    catalogue: Catalogue, printed: Callable[..., str], mechanism: object
) -> None:
    data, show = look_up(mechanism.name, catalogue)
    text = printed(show, data)
    assert " ".join(data["description"].split()) in text
    for quantity in data["parameters"]:
        assert quantity["name"] in text
        assert quantity["prior"].split(" (")[0].split(" ")[0] in text or quantity["value"] is not None
    for event in data["events"]:
        assert event["name"] in text
    for citation in data["sources"].values():
        assert citation
    # Both clocks have an ending: by its short name the crisis's is meant.
    first = next(one for one in every() if one.key == mechanism.key)
    assert look_up(mechanism.key, catalogue)[0]["name"] == first.name


def test_a_parameter_an_input_and_an_intervention_are_shown(catalogue: Catalogue, printed: Callable[..., str]) -> None:
    data, show = look_up("ruler.fear_ratio", catalogue)
    assert "LogNormal(median 1, σ ln 3) ratio, range 0.001 to 1000 editorial-2023" in printed(show, data)
    data, show = look_up("column.strength", catalogue)
    assert set(data["cases"]) >= set(CASES)
    assert "LogNormal" in printed(show, data)
    data, show = look_up("ruler.response", catalogue)
    assert "mobilise" in printed(show, data)


def test_a_source_is_cited_in_full_with_what_cites_it(catalogue: Catalogue, printed: Callable[..., str]) -> None:
    data, show = look_up("granovetter-1978", catalogue)
    assert "mechanism crisis.street" in data["cited_by"]
    assert "Threshold Models of Collective Behavior. American Journal of Sociology 83" in printed(show, data)
    assert "case march-on-moscow-2023" in look_up("levada-2023-volkov", catalogue)[0]["cited_by"]
    assert "world world-1914" in look_up("gibler-2009", catalogue)[0]["cited_by"]


def test_a_file_that_does_not_say_what_it_is_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "thing.yaml"
    path.write_text("id: thing\nkind: teory\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"thing\.yaml:2.*did you mean 'theory'"):
        look_up(str(path), catalogue)
    path.write_text("id: thing\n", encoding="utf-8")
    with pytest.raises(InputError, match="kind: theory, kind: case, kind: world or kind: mapping"):
        look_up(str(path), catalogue)
    path.write_text("id: thing\na: &x [1]\nb: *x\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        look_up(str(path), catalogue)
    assert [(problem.line, problem.key) for problem in caught.value.problems] == [(1, "kind"), (2, "a"), (3, "b")]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"estimand": "probability", "event": ["settlement", "ruler_flees"], "do": {"mediator.present": 1},
             "versus": {"mediator.present": 0}, "expect": "positive"},
            ("The probability of settlement or ruler flees with mediator.present = 1, minus the same with "
             "mediator.present = 0: expected above 0."),
        ),
        (
            {"estimand": "probability", "event": "coup", "given": "fighting_in_capital",
             "do": {"ruler.response": "flee"}, "scale": "ratio", "expect": "negative"},
            ("The probability of coup given fighting in capital with ruler.response = flee, over the same with the "
             "case as it is: expected below 1."),
        ),
        (
            {"estimand": "mean", "event": "risk_90", "scale": "level", "expect": "size"},
            f"The mean of the risk of revolution within 90 days with the case as it is: {BUILT_IN}.",
        ),
        (
            {"estimand": "posterior", "parameter": "ruler.fear_ratio", "expect": "positive"},
            "The posterior of ruler.fear_ratio, against its prior: expected higher.",
        ),
    ],
)  # fmt: skip
def test_implications_in_words(fields: dict[str, object], expected: str) -> None:
    assert implication_in_words(Implication.model_validate(fields)) == expected
