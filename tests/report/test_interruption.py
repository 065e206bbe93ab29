"""Ctrl-C: the first raises, the second ends at once, and only those who keep something say so."""

import os
import signal

import pytest

from tocsin.report.interruption import stoppable


@pytest.mark.parametrize(("verb", "keeps"), [("run", True), ("compare", True), ("infer", True), ("sensitivity", False)])
def test_the_second_stops_at_once_and_promises_no_more_than_is_kept(
    verb: str, keeps: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = []
    monkeypatch.setattr(os, "_exit", codes.append)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with stoppable(as_json=False, verb=verb):
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert codes == [130]
    said = capsys.readouterr().err
    assert "Ctrl-C again stops at once" in said
    assert ("What was complete is kept" in said) == keeps
