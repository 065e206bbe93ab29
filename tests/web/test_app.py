"""Routes: what they answer, what they refuse, and that the numbers are those of the library."""

import io
import json
import math
import time

import polars
import pytest

import tocsin
from tocsin.report.comparison import comparison_json
from tocsin.report.screen import run_json
from tocsin.report.terminal import plain
from web.conftest import CASE, CLIENT, ask, finished


@pytest.fixture(scope="module")
def job(app):
    return finished(app, ask(app, histories=400))


def without_place(data):
    return {name: value for name, value in plain(data).items() if name not in ("seconds", "directory", "directories")}


def test_health_and_catalogue(app):
    health = app.get("/api/health").json()
    assert (health["status"], health["version"]) == ("ok", tocsin.__version__)
    found = app.get("/api/catalogue").json()
    assert CASE in {entry["id"] for entry in found["cases"]}
    assert len(found["theories"]) == 7
    assert app.get("/api/entries/world-crisis").json()["id"] == "world-crisis"


@pytest.mark.parametrize(("case", "clock"), [(CASE, "crisis"), ("world-1914", "world")])
def test_a_model_has_priors_places_and_claims(app, case, clock):
    found = app.get("/api/model", params={"case": case}).json()
    assert found["case"]["clock"] == clock
    assert len(found["theory"]["claims"]) == 22
    for one in found["parameters"]:
        assert one["meaning"]
        assert one["unit"] is not None
        assert len(one["histogram"]) == 40
        assert max(one["histogram"]) == 1 or one["from"] == one["to"]
        assert one["from"] <= one["median"] <= one["to"]
    place = found["case"]["cities" if clock == "crisis" else "countries"]
    assert len(place) > 8


def test_a_run_says_what_the_library_says(app, job, tmp_path):
    assert job["status"] == "done"
    assert (job["done"], job["total"]) == (400, 400)
    own = run_json(tocsin.run(CASE, histories=400, out=tmp_path / "run"), 0.0)
    assert without_place(job["result"]) == without_place(own)


def test_a_comparison_says_what_the_library_says(app, tmp_path):
    found = finished(app, ask(app, "compare", histories=200, do=["ruler.response=mobilise"]))
    own = tocsin.compare(CASE, do="ruler.response=mobilise", histories=200, root=tmp_path)
    assert without_place(found["result"]) == without_place(comparison_json(own, 0.0))


def test_the_same_request_is_the_same_job_and_another_page_s_is_not(app, job):
    again = ask(app, histories=400).json()
    assert (again["id"], again["status"]) == (job["id"], "done")
    other = ask(app, client="test-client-2", histories=400)
    assert other.json()["id"] != job["id"]
    assert finished(app, other)["result"] == job["result"]


def test_a_replay_has_its_path_and_units(app):
    found = finished(app, ask(app, "replay", history=17))["result"]
    assert [step["hour"] for step in found["path"]] == list(range(found["course"]["hours"] + 1))
    assert found["path"][0]["position"] == pytest.approx(found["start_position"])
    assert found["path"][-1]["position"] == pytest.approx(found["moments"][-1]["position"])
    decided = {unit["name"]: unit["stances"] for unit in found["units"] if unit["stances"]}
    told = {moment["actor"] for moment in found["moments"] if moment["event"].startswith("unit-")}
    assert set(decided) == told


def test_downloads_open(app, job):
    base = f"/api/jobs/{job['id']}"
    csv = polars.read_csv(io.BytesIO(app.get(f"{base}/table/histories.csv").content))
    parquet = polars.read_parquet(io.BytesIO(app.get(f"{base}/table/histories.parquet").content))
    assert csv["outcome"].to_list() == parquet["outcome"].to_list()
    assert len(parquet) == 400
    assert app.get(f"{base}/figure/outcomes.png").content.startswith(b"\x89PNG")
    assert b"<svg" in app.get(f"{base}/figure/outcomes.svg").content
    report = app.get(f"{base}/report.html")
    assert report.headers["content-disposition"] == 'attachment; filename="report.html"'
    assert job["result"]["reading"][:40] in report.text
    assert app.get(f"{base}/table/secrets.csv").status_code == 404
    assert app.get(f"{base}/figure/fans.svg").status_code == 404


def test_a_case_has_no_table_of_countries(app, job):
    answer = app.get(f"/api/jobs/{job['id']}/table/countries.csv")
    assert (answer.status_code, answer.json()["error"]["kind"]) == (404, "UnknownName")


def test_another_history_with_the_same_outcome(app, job):
    histories = polars.read_parquet(io.BytesIO(app.get(f"/api/jobs/{job['id']}/table/histories.parquet").content))
    numbers = histories.filter(polars.col("outcome") == "settlement")["history"].to_list()
    found, after = [], -1
    for _ in range(3):
        after = app.get("/api/histories", params={"job": job["id"], "outcome": "settlement", "after": after}).json()[
            "history"
        ]
        found.append(after)
    assert found == numbers[:3]
    last = app.get("/api/histories", params={"job": job["id"], "outcome": "settlement", "after": numbers[-1]}).json()
    assert last["history"] == numbers[0]
    beyond = app.get("/api/histories", params={"job": job["id"], "outcome": "settlement", "after": 10**23})
    assert (beyond.status_code, beyond.json()["error"]["kind"]) == (422, "MalformedRequest")


def test_wrong_names_have_the_nearest(app):
    answer = app.get("/api/model", params={"case": "march-on-moscow-2022"})
    assert answer.status_code == 404
    assert answer.json()["error"]["problems"][0]["nearest"] == CASE
    found = finished(app, ask(app, settings={"ruler.fear": 2}))
    assert found["status"] == "failed"
    assert found["error"]["problems"][0]["nearest"] == "ruler.fear_ratio"
    assert app.get("/api/jobs/nothing").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{"case": "../../etc/passwd"}, {"case": "./my-case.yaml"}, {"theory": "/tmp/x.yaml"}, {"histories": 0},
     {"histories": 10**9}, {"seed": -1}, {"unknown": 1}, {"verb": "rm"}, {"client": "x"}, {"settings": {"a b": 1}},
     {"do": ["x"] * 21}, {"theories": ["a/b"]}],
)  # fmt: skip
def test_what_is_not_as_it_should_be_is_refused(app, fields):
    answer = app.post("/api/jobs", json={"verb": "run", "client": "test-client-1", "case": CASE, **fields})
    assert answer.status_code == 422
    assert answer.json()["error"]["problems"]


def test_a_number_that_is_none_is_refused_and_not_repeated(app):
    body = json.dumps({"verb": "run", "client": CLIENT, "case": CASE, "settings": {"ruler.fear_ratio": math.nan}})
    assert "NaN" in body
    answer = app.post("/api/jobs", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    json.loads(answer.text, parse_constant=lambda _: pytest.fail("no JSON"))


def test_cancelling_stops_and_the_next_goes_on_from_what_is_kept(app):
    answer = ask(app, histories=60_000, seed=5)
    key = answer.json()["id"]
    while not 0 < app.get(f"/api/jobs/{key}").json()["done"] < 60_000:
        time.sleep(0.02)
    began = time.monotonic()
    app.delete(f"/api/jobs/{key}")
    assert finished(app, answer)["status"] == "cancelled"
    assert time.monotonic() - began < 4
    again = ask(app, histories=60_000, seed=5)
    seen = []
    while (job := app.get(f"/api/jobs/{key}").json())["status"] in ("waiting", "running"):
        seen.append(job["done"])
        time.sleep(0.02)
    assert finished(app, again)["status"] == "done"
    assert next(done for done in seen if done) >= 1000


def test_more_than_may_wait_is_refused_with_a_time(app):
    answers = [ask(app, client=f"busy-client-{n}", histories=50_000, seed=100 + n) for n in range(5)]
    codes = [answer.status_code for answer in answers]
    assert codes[0] == 202
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert int(refused.headers["retry-after"]) == refused.json()["error"]["retry_after"] > 0
    for answer in answers:
        if answer.status_code == 202:
            app.delete(f"/api/jobs/{answer.json()['id']}")
    for answer in answers:
        if answer.status_code == 202:
            assert finished(app, answer)["status"] in ("cancelled", "done")


def test_a_worker_that_ends_is_said_and_replaced(app):
    answer = ask(app, histories=90_000, seed=9)
    key = answer.json()["id"]
    while app.get(f"/api/jobs/{key}").json()["done"] == 0:
        time.sleep(0.02)
    app.app.state.jobs.workers[0].process.kill()
    lost = finished(app, answer)
    assert (lost["status"], lost["error"]["kind"]) == ("failed", "WorkerLost")
    assert finished(app, ask(app, histories=200, seed=10))["status"] == "done"
