"""The app as its tests ask it: one with workers of its own for a whole module."""

import time

import pytest

pytest.importorskip("fastapi")

CASE = "march-on-moscow-2023"
WORLD = "world-1914"
CLIENT = "test-client-1"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    from starlette.testclient import TestClient

    from tocsin.web.app import create_app

    with TestClient(create_app(str(tmp_path_factory.mktemp("served")), workers=1, waiting=2)) as client:
        yield client


def ask(app, verb="run", client=CLIENT, **fields):
    return app.post("/api/jobs", json={"verb": verb, "client": client, "case": CASE, **fields})


def finished(app, answer, seconds=120):
    """The job once it is over."""
    assert answer.status_code == 202, answer.text
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job = app.get(f"/api/jobs/{answer.json()['id']}").json()
        if job["status"] in ("done", "failed", "cancelled"):
            return job
        time.sleep(0.05)
    raise AssertionError(job)
