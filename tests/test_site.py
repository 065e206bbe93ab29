"""The docs site builds, from every page, with pictures of today's page."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


def test_every_page_is_in_the_contents():
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    assert set(re.findall(r"\S+\.md", text)) == pages
    assert yaml.safe_load(text)["theme"]["font"] is False  # nothing is fetched from elsewhere


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="no Chromium on the PATH")
def test_the_site_builds_with_its_pictures(tmp_path):
    pytest.importorskip("playwright")
    spec = importlib.util.spec_from_file_location("site_of_docs", ROOT / "docs" / "site.py")
    site = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(site)
    site.screenshots()
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    subprocess.run(command, cwd=ROOT, check=True)
    for name in site.VIEWS:
        assert (tmp_path / "site" / "images" / f"{name}.png").stat().st_size > 10_000
    page = (tmp_path / "site" / "how-to" / "web-page.html").read_text(encoding="utf-8")
    assert page.count("<img") >= len(site.VIEWS)
    fetched = re.findall(r'(?:src|href)="(https?://[^"]+)"', page)
    assert [one for one in fetched if not one.startswith(("https://squidfunk.github.io",))] == []
