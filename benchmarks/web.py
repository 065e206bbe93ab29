"""The web app's times and sizes: `python benchmarks/web.py` prints a table; medians of five.

Needs Chromium on the PATH for the page; run on an idle machine, since the server's workers start beside it.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable

import psutil

ROUNDS = 5
CASE = "march-on-moscow-2023"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


class Server:
    def __init__(self, root: str) -> None:
        began = time.perf_counter()
        command = [sys.executable, "-m", "tocsin", "serve", "--port", "0", "--root", root, "--log", "none"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found is not None
        self.url = found[0]
        self.get("api/health")
        self.start = time.perf_counter() - began

    def get(self, path: str) -> dict:
        with urllib.request.urlopen(self.url + path, timeout=60) as answer:
            return json.load(answer)

    def ask(self, **fields: object) -> dict:
        body = json.dumps({"client": "benchmark-page", "case": CASE, **fields}).encode()
        request = urllib.request.Request(f"{self.url}api/jobs", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def until(self, key: str, enough: Callable[[dict], bool]) -> float:
        began = time.perf_counter()
        while not enough(self.get(f"api/jobs/{key}")):
            time.sleep(0.005)
        return time.perf_counter() - began

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def page(server: Server) -> tuple[float, int]:
    """Seconds until the tabs are there, and bytes of the page's files."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        shown = browser.new_page()
        began = time.perf_counter()
        shown.goto(f"{server.url}#case={CASE}&histories=600")
        shown.wait_for_selector("#panel h2")
        taken = time.perf_counter() - began
        sizes = """performance.getEntriesByType("resource").filter((one) => one.name.includes("/page/"))
            .reduce((sum, one) => sum + one.decodedBodySize, 0)"""
        weight = shown.evaluate(sizes)
        browser.close()
    return taken, weight


def main() -> None:
    rows: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        with tempfile.TemporaryDirectory() as root:
            server = Server(root)
            rows.setdefault("server start to first answer, s", []).append(server.start)
            time.sleep(6)  # workers warm up
            process = psutil.Process(server.process.pid)
            rows.setdefault("idle server, MB", []).append(process.memory_info().rss / 1e6)
            workers = [one.memory_info().rss / 1e6 for one in process.children(recursive=True)]
            rows.setdefault("its workers together, MB", []).append(sum(workers))
            taken, weight = page(server)
            rows.setdefault("page usable, s", []).append(taken)
            rows.setdefault("page, kB", []).append(weight / 1e3)
            key = server.ask(verb="run", histories=100_000, seed=100 + number)["id"]
            first = server.until(key, lambda job: job["done"] > 0 or job["total"] > 0)
            rows.setdefault("first progress after Run, s", []).append(first)
            urllib.request.urlopen(urllib.request.Request(f"{server.url}api/jobs/{key}", method="DELETE"))
            stopped = server.until(key, lambda job: job["status"] == "cancelled")
            rows.setdefault("cancelled, s", []).append(stopped)
            key = server.ask(verb="run", histories=10_000, seed=200 + number)["id"]
            done = server.until(key, lambda job: job["status"] == "done")
            rows.setdefault("10,000 histories of the march, s", []).append(done)
            key = server.ask(verb="compare", histories=2000, do=["claim:K7"], seed=200 + number)["id"]
            done = server.until(key, lambda job: job["status"] == "done")
            rows.setdefault("a claim switched off, 2,000 histories, s", []).append(done)
            server.stop()
    print("| | median | least | most |\n|---|---:|---:|---:|")
    for name, found in rows.items():
        print(f"| {name} | {statistics.median(found):.2f} | {min(found):.2f} | {max(found):.2f} |")


if __name__ == "__main__":
    main()
