"""For everybody: no barrier that axe finds, light and dark; a phone; arrow keys; a page that is small."""

import pytest

from web.browser.conftest import AXE

VIEW = "case=march-on-moscow-2023&histories=600&ran=run&ran=compare&do=ruler.response%3Dmobilise&history=17"
TABS = ("outcomes", "replay", "compare", "argument", "rivals")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def show(page, tab):
    page.locator(f"#tab-{tab}").click()
    page.locator("#panel h2").first.wait_for()
    waits = {"outcomes": "table.outcomes", "replay": ".map", "compare": "table.sides", "argument": ".claims"}
    if tab in waits:
        page.locator(waits[tab]).first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers(opened, scheme):
    page = opened(VIEW, scheme=scheme, bypass=True)
    page.add_script_tag(path=AXE)
    page.get_by_text("Main numbers").click()
    for tab in TABS:
        show(page, tab)
        found = page.evaluate("rules => axe.run({ runOnly: rules, resultTypes: ['violations'] })", RULES)
        assert len(found["passes"]) > 10
        assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == [], tab


def test_fits_a_phone(opened):
    page = opened(VIEW, width=360)
    for tab in TABS:
        show(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, tab


def test_tabs_by_arrow_keys(opened):
    page = opened(VIEW)
    page.locator("#tab-outcomes").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#tab-replay").get_attribute("aria-selected") == "true"
    assert page.evaluate("document.activeElement.id") == "tab-replay"
    page.go_back()
    page.locator("#tab-outcomes[aria-selected=true]").wait_for()


def test_small_and_soon_there(opened):
    page = opened(VIEW + "&tab=replay")
    page.locator(".map .ground").wait_for()
    weight = page.evaluate("""["resource", "navigation"].flatMap((kind) => performance.getEntriesByType(kind))
        .filter((one) => !one.name.includes("/api/")).reduce((sum, one) => sum + one.decodedBodySize, 0)""")
    assert 100_000 < weight < 600_000
