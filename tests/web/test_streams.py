"""Event streams over a real connection: how many there may be, and what becomes of the jobs of a page that is gone."""

import contextlib
import http.client
import json
import socket
import threading
import time

import pytest

pytest.importorskip("fastapi")

import uvicorn

from tocsin.web import streams
from tocsin.web.app import create_app
from web.conftest import WORLD

GONE = 1.0
"""Seconds after which a client counts as gone here."""
LONG = 100_000
"""Histories that take longer than any of these tests waits."""


class Server:
    """A server that runs, and what a client does with it."""

    def __init__(self, app, port):
        self.app, self.port = app, port

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, json.dumps(body) if body else None, {"content-type": "application/json"})
        return connection, connection.getresponse()

    def get(self, path):
        connection, answer = self.ask("GET", path)
        with contextlib.closing(connection):
            return answer.status, answer.headers, json.load(answer)

    @contextlib.contextmanager
    def stream(self, client):
        connection, answer = self.ask("GET", f"/api/events?client={client}")
        assert (answer.status, answer.readline()) == (200, b": here\n")
        try:
            yield answer
        finally:
            answer.close()
            connection.close()

    def submit(self, client, seed):
        """A job that is being done, looked at from within, which does not count as asking."""
        body = {"verb": "run", "client": client, "case": WORLD, "histories": LONG, "seed": seed}
        connection, answer = self.ask("POST", "/api/jobs", body)
        with contextlib.closing(connection):
            job = self.app.state.jobs.jobs[json.load(answer)["id"]]
        assert until(lambda: job.status == "running")
        return job


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched, socket.socket() as listening:
        patched.setattr(streams, "GONE", GONE)
        listening.bind(("127.0.0.1", 0))
        app = create_app(str(tmp_path_factory.mktemp("served")), workers=1)
        running = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, lifespan="on"))
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]})
        thread.start()
        assert until(lambda: running.started)
        yield Server(app, listening.getsockname()[1])
        running.should_exit = True
        thread.join(10)


@pytest.fixture
def idle(server):
    """Nothing is left for the next test."""
    yield
    for job in list(server.app.state.jobs.jobs.values()):
        server.app.state.jobs.cancel(job)
        assert until(lambda job=job: job.over)
    assert until(lambda: not server.app.state.jobs.listeners)


def until(holds, seconds=15):
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def refused(server, client):
    status, headers, body = server.get(f"/api/events?client={client}")
    assert (status, body["error"]["kind"]) == (429, "Busy")
    assert int(headers["retry-after"]) == body["error"]["retry_after"] > 0
    return body["error"]["message"]


@pytest.mark.usefixtures("idle")
def test_a_client_has_so_many_streams_and_no_more(server):
    with contextlib.ExitStack() as several:
        for _ in range(streams.OF_ONE - 1):
            several.enter_context(server.stream("many-streams"))
        with server.stream("many-streams"):
            assert f"{streams.OF_ONE} event streams already" in refused(server, "many-streams")
            several.enter_context(server.stream("another-client"))
        # One of them was closed, which the server has to notice.
        assert until(lambda: len(server.app.state.jobs.listeners) == streams.OF_ONE)
        several.enter_context(server.stream("many-streams"))


@pytest.mark.usefixtures("idle")
def test_all_clients_together_have_so_many_streams_and_no_more(server, monkeypatch):
    monkeypatch.setattr(streams, "OF_ALL", 3)
    with contextlib.ExitStack() as several:
        for number in range(3):
            several.enter_context(server.stream(f"client-number-{number}"))
        assert "3 event streams are open" in refused(server, "client-number-3")


@pytest.mark.usefixtures("idle")
def test_a_job_stops_when_its_page_is_gone_and_not_when_it_is_loaded_anew(server):
    with server.stream("a-page-here"):
        job = server.submit("a-page-here", seed=1)
        time.sleep(2 * GONE)
        assert job.status == "running"
    time.sleep(0.3 * GONE)
    with server.stream("a-page-here"):
        time.sleep(2 * GONE)
        assert job.status == "running"
    assert until(lambda: job.over)
    assert job.status == "cancelled"


@pytest.mark.usefixtures("idle")
def test_a_job_that_nobody_follows_is_stopped_and_one_that_is_asked_about_is_not(server):
    job = server.submit("a-script-here", seed=2)
    end = time.monotonic() + 3 * GONE
    while time.monotonic() < end:
        assert server.get(f"/api/jobs/{job.id}")[2]["status"] == "running"
        time.sleep(0.3 * GONE)
    assert until(lambda: job.over)
    assert job.status == "cancelled"


@pytest.mark.usefixtures("idle")
def test_who_asks_about_one_job_is_there_for_all_that_wait(server):
    first, second = server.submit("a-queue-here", seed=3), None
    body = {"verb": "run", "client": "a-queue-here", "case": WORLD, "histories": LONG, "seed": 4}
    connection, answer = server.ask("POST", "/api/jobs", body)
    with contextlib.closing(connection):
        second = server.app.state.jobs.jobs[json.load(answer)["id"]]
    for _ in range(8):
        server.get(f"/api/jobs/{first.id}")
        time.sleep(0.3 * GONE)
    assert second.status == "waiting"
    assert until(lambda: first.over and second.over)
    assert {first.status, second.status} == {"cancelled"}
