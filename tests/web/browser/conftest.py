"""A real server, the real engine and a real browser; without Chromium or the page's libraries, skipped and counted."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import tocsin

CHROMIUM = shutil.which("chromium")
PAGE = Path(tocsin.__file__).parent / "web" / "page"
AXE = PAGE / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    """Where the browser is promised (TOCSIN_BROWSER), nothing is skipped: a test without it fails."""
    missing = "no Chromium on the PATH" if CHROMIUM is None else None
    if not (PAGE / "vendor.js").is_file() or not AXE.is_file():
        missing = missing or "the page's libraries are not built (make page)"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if missing and "TOCSIN_BROWSER" not in os.environ:
                item.add_marker(pytest.mark.skip(reason=missing))


class Server:
    """`tocsin serve` in a process of its own, on the same port through restarts."""

    def __init__(self, root):
        self.root, self.port = root, 0
        self.start()

    def start(self):
        command = [sys.executable, "-m", "tocsin", "serve", "--port", str(self.port), "--root", str(self.root)]
        self.process = subprocess.Popen([*command, "--log", "none"], stdout=subprocess.PIPE, text=True)
        self.url = re.search(r"http://\S+", self.process.stdout.readline())[0]
        self.port = int(re.search(r":(\d+)/", self.url)[1])

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(timeout=15)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    found = Server(tmp_path_factory.mktemp("served"))
    yield found
    found.stop()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def opened(browser, server):
    """Open the page at a view. What the browser complains of, or fetches from elsewhere, is a fault."""
    contexts, faults = [], []

    def at(fragment="", *, width=1280, scheme="light", complains=True, bypass=False):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=bypass
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if complains:
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith((server.url, "data:", "blob:"))
                else faults.append(f"outside: {asked.url}"))  # fmt: skip
        page.goto(f"{server.url}#{fragment}")
        page.get_by_role("tablist").wait_for()
        return page

    yield at
    for context in contexts:
        context.close()
    assert faults == []
