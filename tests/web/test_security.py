"""Who is let in, and what a browser is told: hosts, origins, tokens, sizes, headers."""

import pytest

pytest.importorskip("fastapi")

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tocsin.web.security import LOOPBACK, MOST_BYTES, Guard, is_loopback

TOKEN = "a-token-of-some-length"


async def echo(request):
    return PlainTextResponse(f"{len(await request.body())}")


def client(token=None, base="http://127.0.0.1:8050", **more):
    inner = Starlette(routes=[Route(path, echo, methods=["GET", "POST"]) for path in ("/", "/api/health", "/api/jobs")])
    return TestClient(Guard(inner, (*LOOPBACK, "office.example"), token), base_url=base, follow_redirects=False, **more)


def test_every_answer_has_the_headers():
    for answer in (client().get("/"), client(TOKEN).get("/"), client(base="http://evil.example").get("/")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("base", "status"), [
    ("http://127.0.0.1:8050", 200), ("http://localhost:8050", 200), ("http://office.example", 200),
    ("http://evil.example", 403), ("http://127.0.0.1.evil.example", 403),
])  # fmt: skip
def test_only_its_own_names(base, status):
    assert client(base=base).get("/").status_code == status


@pytest.mark.parametrize(("origin", "status"), [
    ("http://127.0.0.1:8050", 200), ("http://127.0.0.1:9999", 403), ("http://evil.example", 403), ("null", 403),
])  # fmt: skip
def test_only_its_own_pages(origin, status):
    assert client().post("/api/jobs", headers={"origin": origin}).status_code == status


def test_bodies_have_a_limit_whatever_they_say_of_their_length():
    assert client().post("/api/jobs", content=b"x" * MOST_BYTES).text == str(MOST_BYTES)
    assert client().post("/api/jobs", content=b"x" * (MOST_BYTES + 1)).status_code == 413

    def pieces():
        for _ in range(MOST_BYTES // 1024 + 2):
            yield b"x" * 1024

    assert client().post("/api/jobs", content=pieces()).status_code == 413


def test_a_token_is_asked_for_and_kept_in_a_cookie():
    page = client(TOKEN)
    assert page.get("/").status_code == 401
    assert page.get("/api/health").status_code == 200
    assert page.get("/", params={"token": "another-token"}).status_code == 401
    assert page.get("/api/jobs", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert page.get("/api/jobs", headers={"authorization": "Bearer no"}).status_code == 401
    answer = page.get("/", params={"token": TOKEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert page.get("/").status_code == 200


def test_two_servers_have_cookies_of_their_own():
    assert Guard(None, LOOPBACK, TOKEN).cookie != Guard(None, LOOPBACK, TOKEN).cookie


def test_what_loopback_is():
    assert is_loopback("127.0.0.1")
    assert is_loopback("127.1.2.3")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("192.168.1.2")
