"""The page as somebody uses it: run, cancel, replay, switch, compare, take away, share, lose the server."""

import re
import signal
import time

import polars

MARCH = "case=march-on-moscow-2023&theory=world-crisis"
RAN = f"{MARCH}&histories=600&ran=run"


def table(page):
    found = page.locator("table.outcomes")
    found.first.wait_for()
    return found.first


def shares(page):
    """Name and share of each outcome as shown."""
    rows = table(page).locator("tbody tr").all()
    return {row.locator("th").inner_text().strip(): row.locator("td").first.inner_text() for row in rows}


def until(page, question, seconds=30):
    """Wait for something to be true; asked from here, since the page's policy forbids evaluating in it later."""
    last = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < last
        page.wait_for_timeout(50)


def test_run_shows_what_the_server_computed(opened):
    page = opened(f"{MARCH}&histories=600&seed=5")
    assert page.get_by_text("Nothing is computed yet").is_visible()
    found = []
    page.on("response", lambda answer: found.append(answer) if "/api/jobs/" in answer.url else None)
    page.get_by_role("button", name="Run", exact=True).first.click()
    shown = shares(page)
    result = found[-1].json()["result"]
    assert shown == {
        re.sub("[_-]", " ", row["outcome"]) + ("observed" if row["observed"] else ""): f"{100 * row['share']:.1f} %"
        if row["share"] == 0 or row["share"] >= 0.0005 else "< 0.1 %"
        for row in result["outcomes"]
    }  # fmt: skip
    assert page.locator("dl.reading dd").first.text_content() == result["reading"]
    assert page.locator("dl.reading dd").nth(1).text_content() == result["doubt"]


def test_a_shared_link_shows_the_same_figures(opened):
    page = opened(f"{RAN}&seed=3&set=ruler.fear_ratio%3D2")
    before = shares(page)
    other = opened(page.url.split("#")[1])
    assert shares(other) == before
    assert other.get_by_role("button", name="Reset all (1 held)").is_enabled()


def test_a_run_is_cancelled(opened):
    page = opened(f"{MARCH}&histories=100000&seed=21")
    page.get_by_role("button", name="Run", exact=True).first.click()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Cancelled. Nothing more is computed.").wait_for()
    assert page.get_by_role("button", name="Run", exact=True).first.is_enabled()


def test_a_reload_in_the_middle_of_a_run_finds_it_again(opened):
    page = opened(f"{MARCH}&histories=30000&seed=22")
    page.get_by_role("button", name="Run", exact=True).first.click()
    bar = page.locator("progress")
    until(page, lambda: bar.count() and float(bar.get_attribute("value") or 0) > 0)
    with page.expect_request(lambda asked: asked.method == "POST") as asked:
        page.reload()
    assert asked.value.post_data_json["histories"] == 30000
    assert "30,000 histories" in table(page).locator("caption").inner_text()


def test_a_history_is_replayed_by_keyboard(opened):
    page = opened(f"{RAN}&tab=replay&history=17")
    hour = page.get_by_role("slider", name="Hour", exact=True)
    hour.focus()
    column = page.locator(".map .column")
    start, told = column.get_attribute("transform"), page.locator(".log li").count()
    hour.press("End")
    until(page, lambda: page.locator(".log li").count() > told)
    assert column.get_attribute("transform") != start
    hour.press("Home")
    assert page.locator(".scrubber output").inner_text().startswith("hour 0")
    hour.press(" ")
    until(page, lambda: not page.locator(".scrubber output").inner_text().startswith("hour 0,"))
    outcome = page.locator(".lead strong").inner_text()
    page.get_by_role("button", name="Another history with the same outcome").click()
    until(page, lambda: "history=17" not in page.url)
    page.get_by_role("slider", name="Hour", exact=True).wait_for()
    assert page.locator(".lead strong").inner_text() == outcome


def test_scrubbing_keeps_up(opened):
    page = opened(f"{MARCH}&tab=replay&history=17")
    page.get_by_role("slider", name="Hour", exact=True).wait_for()
    took = page.evaluate("""async () => {
        const slider = document.querySelector(".scrubber input"), last = Number(slider.max), frames = [];
        for (let hour = 0; hour < 60; hour++) {
            const began = performance.now();
            slider.value = hour % (last + 1);
            slider.dispatchEvent(new Event("input", { bubbles: true }));
            await new Promise((done) => setTimeout(done, 0));
            document.querySelector(".map").getBoundingClientRect();
            frames.push(performance.now() - began);
        }
        return frames.sort((one, other) => one - other)[57];
    }""")
    assert took < 33


def test_a_claim_is_put_at_its_contrast(opened):
    page = opened(f"{MARCH}&tab=argument")
    switch = page.get_by_role("switch", name=re.compile("Put K7"))
    switch.check()
    moved = page.locator("#claim-K7 table.moved")
    moved.wait_for()
    row = moved.get_by_role("row", name=re.compile("^settlement"))
    assert row.locator("td").nth(0).inner_text() != row.locator("td").nth(1).inner_text()
    switch.uncheck()
    moved.wait_for(state="detached")


def test_figures_of_one_claim_are_not_shown_under_another(opened):
    page = opened(f"{MARCH}&tab=argument", complains=False)
    page.get_by_role("switch", name=re.compile("Put K7")).check()
    page.locator("#claim-K7 table.moved").wait_for()
    page.route("**/api/jobs", lambda route: route.abort())
    page.get_by_role("switch", name=re.compile("Put K8")).check()
    page.locator("#claim-K8 .live").wait_for()
    assert page.locator("table.moved").count() == 0


def test_what_was_typed_is_what_is_run(opened):
    page = opened(f"{RAN}&seed=0")
    table(page)
    assert "(seed 0)" in page.locator("table.outcomes caption").first.inner_text()
    page.get_by_label("Seed").fill("2")
    page.get_by_label("Seed").press("Tab")
    page.get_by_text("The settings have changed since").wait_for()


def test_what_if_counts_flips_and_says_what_it_does_not_know(opened):
    page = opened(f"{MARCH}&histories=600&tab=compare", complains=False)
    page.get_by_role("checkbox", name="The ruler calls people out").check()
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_text(re.compile(r"of 600 end otherwise")).wait_for()
    page.get_by_role("checkbox", name="The ruler calls people out").uncheck()
    page.get_by_label("Anything else").fill("ruler.respons=mobilise")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Compare", exact=True).click()
    problem = page.get_by_role("alert")
    problem.wait_for()
    assert "ruler.response" in problem.inner_text()


def test_a_table_taken_away_opens(opened, tmp_path):
    page = opened(RAN)
    table(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="histories.parquet").click()
    download.value.save_as(tmp_path / "histories.parquet")
    frame = polars.read_parquet(tmp_path / "histories.parquet")
    assert len(frame) == 600
    share = (frame["outcome"] == "settlement").mean()
    assert f"{100 * share:.1f} %" in table(page).get_by_role("row", name=re.compile("settlement")).inner_text()


def test_two_at_once_get_their_own(opened):
    pages = [opened(f"{MARCH}&histories=2000&seed={seed}&ran=run") for seed in (31, 32)]
    assert shares(pages[0]) != shares(pages[1])


def test_a_number_is_held_by_keyboard_and_let_go(opened):
    page = opened(MARCH)
    page.get_by_text(re.compile("^Main numbers")).click()
    slider = page.locator(".parameter input[type=range]").first
    slider.focus()
    slider.press("ArrowRight")
    page.get_by_role("button", name="Reset all (1 held)").wait_for()
    assert "set=" in page.url
    assert page.locator(".parameter .source").first.is_visible()
    page.get_by_role("button", name="Reset all (1 held)").click()
    until(page, lambda: "set=" not in page.url)


def test_the_server_goes_and_comes_back(opened, server):
    page = opened(RAN, complains=False)
    before = shares(page)
    server.stop(signal.SIGKILL)
    page.get_by_text("The server does not answer.").wait_for()
    assert shares(page) == before
    server.start()
    page.get_by_text("The server does not answer.").wait_for(state="detached")
    page.get_by_text(re.compile("^Done in")).wait_for()
    assert shares(page) == before
