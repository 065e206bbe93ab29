"""Refusals have one shape and are logged, and what a page does next to a cancelled job is not lost."""

import json
import logging
import time

import pytest

pytest.importorskip("fastapi")

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

import tocsin
from tocsin.report.library_scores import library_scores_json
from tocsin.report.terminal import plain
from tocsin.web import jobs
from tocsin.web.logs import logged
from tocsin.web.security import LOOPBACK, MOST_BYTES, Guard, is_loopback
from web.conftest import CASE, CLIENT, ask, finished


async def echo(request):
    return PlainTextResponse(f"{len(await request.body())}")


def client(hosts=LOOPBACK, base="http://127.0.0.1:8050"):
    inner = Starlette(routes=[Route("/", echo, methods=["GET", "POST"])])
    return TestClient(logged(Guard(inner, hosts), True), base_url=base)


@pytest.mark.parametrize("headers", [{"host": "["}, {"origin": "http://["}, {"host": ""}])
def test_an_address_that_is_none_is_refused(headers):
    assert client().get("/", headers=headers).status_code == 403


def test_a_body_in_pieces_has_the_same_limit():
    answer = client().post("/", content=(b"x" * 1024 for _ in range(MOST_BYTES // 1024 + 1)))
    assert (answer.status_code, answer.json()["error"]["kind"]) == (413, "TooLarge")
    assert client().post("/", content=(b"x" * 1024 for _ in range(MOST_BYTES // 1024))).text == str(MOST_BYTES)


def test_names_are_the_same_in_capitals_and_a_name_is_no_address():
    assert client((*LOOPBACK, "Office.Example"), "http://office.example").get("/").status_code == 200
    assert not is_loopback("127.office.example")
    assert is_loopback("::1")


def test_who_is_refused_is_logged(caplog):
    with caplog.at_level(logging.INFO, logger="tocsin.web"):
        client(base="http://evil.example").get("/")
    assert json.loads(caplog.messages[-1])["status"] == 403


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/api/nothing", 404), ("PUT", "/api/jobs", 405)])
def test_what_is_no_route_is_refused_in_the_same_shape(app, method, path, status):
    answer = app.request(method, path)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize(("verb", "fields"), [
    ("run", {"do": ["ruler.response=mobilise"]}), ("run", {"features": ["outcome"]}), ("sensitivity", {"histories": 9}),
    ("replay", {"given": "outcome=settlement"}), ("score", {"settings": {"ruler.fear_ratio": 2}}),
])  # fmt: skip
def test_what_a_verb_does_not_take_is_refused_and_not_passed_over(app, verb, fields):
    answer = ask(app, verb, **fields)
    assert answer.status_code == 422
    assert f"{verb} does not take {next(iter(fields))}" in answer.text


@pytest.mark.slow
def test_a_score_says_what_the_library_says(app, tmp_path):
    found = finished(app, ask(app, "score", theories=["world-crisis"]))
    assert found["status"] == "done", found["error"]
    own = plain(library_scores_json(tocsin.score(theories=["world-crisis"], root=tmp_path), 0.0))
    assert {**found["result"], "seconds": 0} == {**own, "seconds": 0}


def test_a_request_just_after_its_cancelling_is_a_new_job(app):
    key = ask(app, histories=40_000, seed=31).json()["id"]
    while app.get(f"/api/jobs/{key}").json()["done"] == 0:
        time.sleep(0.02)
    app.delete(f"/api/jobs/{key}")
    again = ask(app, histories=40_000, seed=31)
    assert again.json()["id"] == key
    assert finished(app, again)["status"] == "done"


def test_a_worker_that_ended_while_idle_is_replaced_before_the_next_job(app):
    finished(app, ask(app, histories=100, seed=32))
    worker = app.app.state.jobs.workers[0]
    worker.process.kill()
    worker.process.join(5)
    assert finished(app, ask(app, histories=100, seed=33))["status"] == "done"


def test_workers_rest_when_idle_and_are_back_when_somebody_is_there(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "IDLE", 0.2)
    board = jobs.Jobs(str(tmp_path), workers=1)
    try:
        assert until(lambda: not board.workers[0].process.is_alive())
        monkeypatch.setattr(jobs, "IDLE", 60.0)
        board.wake()
        assert until(lambda: board.workers[0].process.is_alive())
        job = board.submit(CLIENT, {"verb": "run", "case": CASE, "theory": "world-crisis", "histories": 50, "seed": 1})
        assert until(lambda: job.over, 60)
        assert job.status == "done"
    finally:
        board.close()


def until(holds, seconds=10):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()
