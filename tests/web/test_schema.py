"""The documented interface holds: whatever the schema allows is answered, and nothing of it breaks the server."""

import pytest
from hypothesis import HealthCheck, given, settings

pytest.importorskip("fastapi")

ENDLESS = "/api/events"


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    import schemathesis
    from starlette.testclient import TestClient

    from tocsin.web.app import create_app

    app = create_app(str(tmp_path_factory.mktemp("served")), workers=1, waiting=1)
    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/openapi.json", app)


def test_the_schema_names_every_route(schema):
    paths = {operation.ok().path for operation in schema.get_all_operations()}
    assert {"/api/health", "/api/model", "/api/jobs", "/api/jobs/{key}", ENDLESS, "/api/histories"} <= paths
    for operation in schema.get_all_operations():
        assert operation.ok().definition.raw.get("description"), operation.ok().path


def test_no_request_that_the_schema_allows_breaks_the_server(schema):
    probed = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path == ENDLESS:
            continue

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def probe(case):
            nonlocal probed
            answer = case.call()
            probed += 1
            assert answer.status_code < 500, (case.method, case.formatted_path, answer.text)
            if answer.status_code >= 400:
                assert answer.json()["error"]["message"]

        probe()
    assert probed > 50
