"""Build the docs site into build/site, with screenshots of today's page: `make site`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).parent
IMAGES = DOCS / "images"
VIEWS = {
    "outcomes": "tab=outcomes", "replay": "tab=replay&history=17", "compare": "tab=compare", "argument": "tab=argument",
    "rivals": "tab=rivals",
}  # fmt: skip
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def main() -> None:
    """Take the screenshots, then build; a warning of the builder is an error."""
    screenshots()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"], cwd=DOCS.parent, check=True)
    sys.stdout.write("build/site/README.html is the first page\n")


def screenshots() -> None:
    """Write a picture of every view of the page into docs/images."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as root:
        command = [sys.executable, "-m", "tocsin", "serve", "--port", "0", "--root", root, "--log", "none"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found is not None
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
                for name, view in VIEWS.items():
                    shown = browser.new_page(viewport={"width": 1000, "height": 760})
                    shown.goto(
                        f"{found[0]}#case=march-on-moscow-2023&theory=world-crisis&histories=2000&ran=run&{view}"
                    )
                    shown.wait_for_selector("#panel h2")
                    shown.wait_for_timeout(4000)
                    shown.screenshot(path=IMAGES / f"{name}.png")
                    shown.close()
                browser.close()
        finally:
            server.terminate()
            server.communicate(timeout=20)


if __name__ == "__main__":
    main()
