"""The documented interface holds: schemathesis makes all its checks on all operations, and finds nothing."""

import time

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("schemathesis")

import schemathesis
from schemathesis.checks import CHECKS
from schemathesis.python import asgi

from tocsin.web.app import create_app
from tocsin.web.security import Guard
from web.conftest import CASE
from web.probing import probe

TOKEN = "a-token-of-some-length"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
OPERATIONS = {
    "DELETE /api/jobs/{key}", "GET /api/catalogue", "GET /api/entries/{name}", "GET /api/events", "GET /api/health",
    "GET /api/histories", "GET /api/jobs/{key}", "GET /api/jobs/{key}/figure/{name}", "GET /api/jobs/{key}/report.html",
    "GET /api/jobs/{key}/table/{name}", "GET /api/model", "POST /api/jobs",
}  # fmt: skip
DOWNLOADS = r"^/api/jobs/\{key\}|^/api/histories"
OTHERS = r"^/api/(health|catalogue|entries|model|events|jobs$)"

RULES = [
    # A stream is open until its page is gone: what came in this time is what is checked.
    {"include-path": "/api/events", "request-timeout": 0.2, "max-stream-events": 1},
    # DELETE stops a job and takes nothing away: how a page learns that it has stopped is by asking about it
    # afterwards. Schemathesis takes every DELETE for one after which there is nothing.
    {"include-path-regex": r"^/api/jobs/\{key\}", "checks": {"use_after_free": {"enabled": False}}},
]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    yield str(tmp_path_factory.mktemp("served"))
    asgi.shutdown_lifespans()


@pytest.fixture(scope="module")
def guarded(root):
    """Takes on every job, and does none: what is asked at random would take hours."""
    return Guard(create_app(root, workers=0, waiting=10**6, token=True), (asgi.HOST,), TOKEN)


@pytest.fixture(scope="module")
def working(root):
    return Guard(create_app(root, workers=1, token=True), (asgi.HOST,), TOKEN)


def load(guarded, generation, phases=None, rules=()):
    config = {
        "generation": {"deterministic": True, "no-shrink": True, **generation}, "phases": phases or {},
        "headers": HEADERS, "continue-on-failure": True, "operations": [*RULES, *rules],
    }  # fmt: skip
    return schemathesis.openapi.from_asgi(
        "/openapi.json", guarded, config=schemathesis.Config.from_dict(config), headers=HEADERS
    )


@pytest.fixture(scope="module")
def run(working):
    """Id of a run that is done."""
    with asgi.get_client(working) as client:
        asked = {"verb": "run", "client": "schema-test", "case": CASE, "histories": 50}
        key = client.post("/api/jobs", json=asked, headers=HEADERS).json()["id"]
        end = time.monotonic() + 60
        while (job := client.get(f"/api/jobs/{key}", headers=HEADERS).json())["status"] != "done":
            assert time.monotonic() < end, job
            time.sleep(0.02)
    return key


@pytest.fixture(scope="module")
def probed_on_a_run(working, run):
    """Where there is something to take away."""
    rules = [
        {"include-path-regex": DOWNLOADS, "parameters": {"path.key": run, "query.job": run}},
        {"include-path-regex": OTHERS, "enabled": False},
    ]
    only = {"examples": {"enabled": False}, "fuzzing": {"enabled": False}, "stateful": {"enabled": False}}
    return probe(load(working, {"mode": "positive"}, only, rules))


@pytest.fixture(scope="module")
def probed(guarded):
    return probe(load(guarded, {"mode": "all", "max-examples": 3}))


def test_nothing_is_found(probed):
    assert "\n\n".join(probed.faults) == ""


def test_all_operations_are_asked_well_and_badly(probed, probed_on_a_run):
    answers = probed.answers + probed_on_a_run.answers
    assert {operation for operation, _ in answers} == OPERATIONS
    assert {operation for operation, status in answers if status in (200, 202)} == OPERATIONS
    # Whether the server is there, anybody can ask, and there is no wrong way to.
    assert {operation for operation, status in answers if status in (400, 401, 422)} == OPERATIONS - {"GET /api/health"}
    assert {probed.answers["POST /api/jobs", status] > 0 for status in (202, 401, 405, 422)} == {True}


def test_all_checks_are_made(probed):
    assert set(probed.checks) == {check.__name__ for check in CHECKS.get_all()}


def test_nothing_is_found_on_a_run_that_is_done(probed_on_a_run):
    assert "\n\n".join(probed_on_a_run.faults) == ""
    answered = {operation for operation, status in probed_on_a_run.answers if status == 200}
    assert answered == {operation for operation in OPERATIONS if "{key}" in operation or "histories" in operation}


def test_everything_in_the_document_is_described(guarded):
    with asgi.get_client(guarded) as client:
        document = client.get("/openapi.json", headers=HEADERS).json()
    bare = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            bare += [f"{method} {path}"] if not operation.get("description") else []
            bare += [f"{path} {one['name']}" for one in operation.get("parameters", ()) if not one.get("description")]
            bare += [f"{path} {status}" for status, one in operation["responses"].items() if "content" not in one]
    for name, schema in document["components"]["schemas"].items():
        bare += [name] if not schema.get("description") else []
        bare += [f"{name}.{key}" for key, one in schema.get("properties", {}).items() if not one.get("description")]
    assert bare == []
    assert document["paths"]["/api/health"]["get"]["security"] == []
    assert "security" not in create_app().openapi()
