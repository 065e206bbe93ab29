"""`tocsin serve` as a process: it says where it is, ends when told, and refuses what it cannot do."""

import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

import tocsin

pytest.importorskip("fastapi")
PAGE = Path(tocsin.__file__).parent / "web" / "page"
pytestmark = pytest.mark.skipif(
    not (PAGE / "vendor.js").exists(), reason="the page's libraries are not built: make page"
)


def started(*words, log="none"):
    command = [sys.executable, "-m", "tocsin", "serve", "--log", log, *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def asked(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_soon_and_ends_when_told_with_all_its_processes(tmp_path, how):
    began = time.monotonic()
    process = started("--port", "0", "--root", str(tmp_path), log="json")
    url = re.search(r"http://\S+", process.stdout.readline())[0]
    assert asked(f"{url}api/health")["status"] == "ok"
    assert time.monotonic() - began < 10
    parts = psutil.Process(process.pid).children(recursive=True)
    assert parts
    process.send_signal(how)
    _, err = process.communicate(timeout=15)
    assert process.returncode in ((0, -how) if how == signal.SIGTERM else (0, 130))
    assert "Traceback" not in err
    line = json.loads(next(line for line in err.splitlines() if "health" in line))
    assert (line["path"], line["status"]) == ("/api/health", 200)
    _, alive = psutil.wait_procs(parts, timeout=5)
    assert alive == []


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        process = started("--port", str(other.getsockname()[1]), "--root", str(tmp_path))
        out, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "cannot be listened on" in " ".join(err.split())
    assert "Traceback" not in out + err


def test_a_token_that_is_too_short_is_refused():
    process = started("--token", "short")
    _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "16 characters or more" in " ".join(err.split())


def test_other_machines_need_a_token(tmp_path):
    process = started("--host", "0.0.0.0", "--port", "0", "--root", str(tmp_path))
    try:
        line = process.stdout.readline()
        url = re.search(r"http://\S+", line)[0]
        assert "?token=" in url
        with pytest.raises(urllib.error.HTTPError, match="401"):
            asked(f"{url.split('?')[0]}api/catalogue")
        request = urllib.request.Request(f"{url.split('?')[0]}api/catalogue",
                                         headers={"Authorization": f"Bearer {url.split('token=')[1]}"})  # fmt: skip
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert json.load(answer)["theories"]
    finally:
        process.terminate()
        process.communicate(timeout=15)
