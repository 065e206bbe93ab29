"""The command line: what is printed where, and what it ends with."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import polars
import pytest

import tocsin
from tocsin import cli
from tocsin.errors import StoreError, TocsinError

CASE = "march-on-moscow-2023"
COMMAND = [sys.executable, "-c", "from tocsin.cli import main; main()"]


class Result(SimpleNamespace):
    code: int
    out: str
    err: str

    def json(self) -> dict:
        return json.loads(self.out)


class Caller:
    """Calls a command as `tocsin` would, in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str) -> Result:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(list(words))
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return Result(code=ended.value.code, out=out, err=err)


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Caller:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return Caller(capsys)


def test_without_a_command_it_shows_the_help(call: Caller) -> None:
    result = call()
    assert result.code == 0
    for verb in ("list", "show", "run", "replay", "check", "new"):
        assert verb in result.out


def test_the_version(call: Caller) -> None:
    assert call("--version").out == f"tocsin {tocsin.__version__}\n"


@pytest.mark.parametrize("verb", ["list", "show", "run", "replay", "check", "new"])
def test_help_names_every_option_and_gives_examples(call: Caller, verb: str) -> None:
    result = call(verb, "--help")
    assert result.code == 0
    assert "--json" in result.out
    assert f"tocsin {verb}" in result.out.split("Examples:")[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["rnu"], "run"),
        (["run"], "CASE"),
        (["run", CASE, "--histories", "ten"], "not a whole number"),
        (["run", CASE, "--histories", "0"], "from 1 to"),
        (["run", CASE, "--workers", "0"], "--workers"),
        (["run", CASE, "--seed", "-1"], "out of range"),
        (["run", CASE, "--sed", "1"], "--seed"),
        (["run", "march-on-moscow-2024"], f"did you mean '{CASE}'?"),
        (["run", CASE, "--theory", "world-criss"], "did you mean 'world-crisis'?"),
        (["run", CASE, "--set", "ruler.fear_rati=2"], "did you mean 'ruler.fear_ratio'?"),
        (["run", CASE, "--set", "ruler.fear_ratio"], "NAME=VALUE"),
        (["run", CASE, "--set", "ruler.fear_ratio=-1"], "0.001 to 1000"),
        (["run", CASE, "--set", "ruler.response=mobilize"], "did you mean 'mobilise'?"),
        (["run", CASE, "--set", "ruler.fear_ratio=1", "--set", "ruler.fear_ratio=2"], "each name once"),
        (["run", "nowhere.yaml"], "No such file"),
        (["replay", CASE, "--history", "-1"], "no history -1"),
        (["list", "theoris"], "did you mean 'theories'?"),
        (["list", "cases", "mechanisms"], "one word too many"),
        (["show", "world-criss"], "did you mean 'world-crisis'?"),
        (["show", CASE, "world-crisis"], "tocsin show schedule world-crisis"),
        (["show", "schedule", "world-criss"], "did you mean 'world-crisis'?"),
        (["check", "nowhere.yaml"], "No such file"),
        (["new", "word", "my-word"], "theory"),
        (["new", "case", "My Case"], "did you mean 'my-case'?"),
        (["new", "case", CASE], "already"),
    ],
)  # fmt: skip
def test_bad_input_is_explained_and_ends_with_2(call: Caller, words: list[str], expected: str) -> None:
    result = call(*words)
    assert result.code == 2
    assert expected in result.err
    assert result.out == ""


def test_with_json_an_error_is_an_object_on_stdout_too(call: Caller) -> None:
    result = call("run", CASE, "--set", "ruler.fear_rati=2", "--json")
    error = result.json()["error"]
    assert (result.code, error["exit_code"], error["kind"]) == (2, 2, "UnknownName")
    assert error["problems"][0]["nearest"] == "ruler.fear_ratio"
    assert "ruler.fear_ratio" in result.err


def test_with_json_a_usage_error_is_an_object_too(call: Caller) -> None:
    result = call("run", "--json")
    assert (result.code, result.json()["error"]["kind"]) == (2, "UsageError")


def test_a_run_prints_outcomes_and_where_the_results_are(call: Caller, tmp_path: Path) -> None:
    result = call("run", CASE, "--histories", "60", "--out", "here")
    assert result.code == 0
    assert "settlement" in result.out
    assert "observed" in result.out
    assert "here" in result.out
    assert "\x1b" not in result.out, "no colours where the output is piped"
    assert len(list((tmp_path / "here").glob("histories-*.parquet"))) == 1


def test_a_run_as_json_has_what_programs_need(call: Caller) -> None:
    found = call("run", CASE, "--histories", "60", "--seed", "3", "--set", "crisis.turn=off", "--json").json()
    assert (found["case"], found["theory"], found["seed"], found["histories"]) == (CASE, "world-crisis", 3, 60)
    assert (found["completed"], found["failed"], found["observed"]) == (60, 0, ["settlement"])
    assert sum(line["count"] for line in found["outcomes"]) == 60
    for line in found["outcomes"]:
        assert set(line) >= {"outcome", "count", "share", "low", "high", "prior_low", "prior_high"}
    assert Path(found["directory"]).is_dir()
    assert found["seconds"] > 0


def test_the_number_of_threads_and_the_size_of_chunks_change_no_result(call: Caller) -> None:
    first = call("run", CASE, "--histories", "90", "--out", "a", "--workers", "1", "--json").json()
    second = call("run", CASE, "--histories", "90", "--out", "b", "--workers", "2", "--chunk", "7", "--json").json()
    assert first["outcomes"] == second["outcomes"]


@pytest.mark.parametrize("verb", ["run", "replay"])
def test_a_folder_that_is_not_ours_is_refused(call: Caller, tmp_path: Path, verb: str) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("mine", encoding="utf-8")
    result = call(verb, CASE, "--out", "taken")
    assert result.code == (2 if verb == "run" else 1)  # one may not write there, the other finds nothing to read
    assert "manifest.json is missing" in result.err
    assert (tmp_path / "taken" / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_failed_histories_are_counted_and_end_with_3(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    import tocsin.report.screen

    table = polars.DataFrame({"status": ["ok", "failed", "failed"]})
    monkeypatch.setattr(tocsin, "run", lambda *_, **__: SimpleNamespace(histories=lambda columns: table), raising=False)
    monkeypatch.setattr(tocsin.report.screen, "print_run", lambda *_: None)
    result = call("run", CASE, "--histories", "3")
    assert result.code == 3
    assert "2 of 3 histories failed" in result.err


@pytest.mark.parametrize(("error", "code"), [(StoreError("the disk is full"), 1), (TocsinError("something"), 1)])
def test_other_errors_end_with_1(call: Caller, monkeypatch: pytest.MonkeyPatch, error: TocsinError, code: int) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(tocsin, "run", fail, raising=False)
    result = call("run", CASE)
    assert (result.code, result.err) == (code, f"{error}\n")


def test_an_interrupted_run_says_that_it_can_go_on(call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)

    monkeypatch.setattr(tocsin, "run", interrupt, raising=False)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
    try:
        result = call("run", CASE, "--json")
    finally:
        signal.signal(signal.SIGINT, before)
    assert result.code == 130
    assert "same command goes on" in result.err
    assert result.json()["error"]["kind"] == "Interrupted"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_run_interrupted_in_its_middle_goes_on_to_the_same_result(tmp_path: Path) -> None:
    words = ["run", CASE, "--histories", "60000", "--chunk", "1000", "--workers", "1", "--json"]
    compiling = [*COMMAND, "replay", CASE]
    subprocess.run(compiling, cwd=tmp_path, check=True, capture_output=True)
    running = subprocess.Popen([*COMMAND, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for _ in range(600):  # until there is something to keep
        time.sleep(0.1)
        if len(list(tmp_path.glob("runs/*/*/histories-*.parquet"))) > 2:
            break
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert b"What was complete is kept" in said
    assert b"Traceback" not in said
    (directory,) = tmp_path.glob("runs/*/*")
    kept = {path.name: path.stat().st_mtime_ns for path in directory.glob("histories-*.parquet")}
    again = subprocess.run([*COMMAND, *words], cwd=tmp_path, check=True, capture_output=True)
    assert json.loads(again.stdout)["completed"] == 60_000
    assert all((directory / name).stat().st_mtime_ns == changed for name, changed in kept.items())


def test_a_reader_that_leaves_is_no_error() -> None:
    writing = subprocess.Popen([*COMMAND, "show", CASE], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writing.stdout is not None
    assert writing.stderr is not None
    writing.stdout.readline()
    writing.stdout.close()
    said = writing.stderr.read()
    writing.stderr.close()
    assert (writing.wait(), said) == (141, b"")


@pytest.mark.parametrize("width", [40, 60, 200])
@pytest.mark.parametrize(
    "words", [["list"], ["show", "world-crisis"], ["show", CASE], ["show", "schedule"], ["show", "crisis.ruler"]]
)
def test_every_width_is_kept(call: Caller, monkeypatch: pytest.MonkeyPatch, width: int, words: list[str]) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = call(*words).out.splitlines()
    assert max(len(line) for line in lines) <= width
    assert not any(line.endswith(" ") for line in lines)


@pytest.mark.parametrize("words", [["--help"], ["list"], ["list", "--json"]])
def test_help_and_list_import_nothing_heavy(words: list[str]) -> None:
    """They must be there at once, and these libraries take half a second together."""
    heavy = ["numba", "numpy", "polars", "pyarrow", "pydantic", "scipy", "pybtex"]
    code = f"""
import sys
from tocsin.cli import main
try:
    main({words!r})
except SystemExit:
    pass
print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_colours_only_where_a_terminal_wants_them() -> None:
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR")}
    for extra, coloured in (({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)):
        done = subprocess.run([*COMMAND, "list"], capture_output=True, text=True, check=True, env={**plain, **extra})
        assert ("\x1b[1;36m" in done.stdout) is coloured
