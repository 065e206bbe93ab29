"""Every kind of answer is as it is described; what nobody described would not be sent."""

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from tocsin.catalogue import Catalogue
from tocsin.report.catalogue.show import look_up
from tocsin.report.terminal import plain
from tocsin.web.app import create_app
from web.conftest import CASE, ask, finished


@pytest.mark.parametrize(
    ("name", "kind"),
    [("world-2023", "world"), (CASE, "case"), ("colpus", "mapping"), ("crisis.base_rates", "mechanism"),
     ("ruler.fear_ratio", "parameter"), ("column.strength", "input"), ("ruler.response", "intervention"),
     ("editorial-2023", "source"), ("world-crisis", "theory"),
     pytest.param("library", "library", marks=pytest.mark.slow)],
)  # fmt: skip
def test_an_entry_is_what_show_prints(app, name, kind):
    answer = app.get(f"/api/entries/{name}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["kind"] == kind
    assert answer.json() == plain(look_up(name, Catalogue.default())[0])


@pytest.mark.slow
def test_every_theory_case_world_and_mapping_is_answered(app):
    found = app.get("/api/catalogue").json()
    for folder in ("theories", "cases", "worlds", "mappings"):
        for entry in found[folder]:
            assert app.get(f"/api/entries/{entry['id']}").status_code == 200, entry["id"]
    for theory in found["theories"]:
        assert app.get("/api/model", params={"case": "world-2023", "theory": theory["id"]}).status_code in (200, 400)


def test_what_is_not_done_or_keeps_nothing_cannot_be_taken_away(app):
    story = finished(app, ask(app, "replay", history=3))
    refused = app.get(f"/api/jobs/{story['id']}/report.html")
    assert (refused.status_code, refused.json()["error"]["kind"]) == (409, "NotARun")
    going = ask(app, histories=90_000, seed=77).json()["id"]
    assert app.get(f"/api/jobs/{going}/table/histories.csv").status_code == 409
    assert app.delete(f"/api/jobs/{going}").json()["id"] == going


def test_a_number_in_quotation_marks_is_none_and_one_with_a_point_can_be_whole(app):
    assert ask(app, histories="100").status_code == 422
    assert ask(app, histories=100.5).status_code == 422
    answer = ask(app, histories=100.0)
    assert answer.json()["request"]["histories"] == 100


@pytest.mark.parametrize(("path", "allowed"), [("/api/jobs", "POST"), ("/api/jobs/some", "DELETE, GET")])
def test_a_wrong_method_is_told_the_right_ones(app, path, allowed):
    answer = app.request("PATCH", path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)


def test_what_breaks_is_said_in_the_same_shape_and_no_more(tmp_path):
    app = create_app(str(tmp_path), workers=0)

    @app.get("/api/broken")
    def broken():
        raise ZeroDivisionError("a secret")

    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/api/broken")
    assert (answer.status_code, answer.json()["error"]["kind"]) == (500, "Broken")
    assert "secret" not in answer.text
