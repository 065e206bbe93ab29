"""A finished audit on disk: whole, or not there and said so."""

import errno
from pathlib import Path

from tocsin.study.audited import Audit
from tocsin.study.kept import keep_audit

AUDIT = Audit("a-case", "a-theory", 1, 100, 20, {}, (), (), 0, (), (), 0)


def test_what_is_kept_is_whole(tmp_path):
    path = tmp_path / "audit" / "one.json"
    assert keep_audit(path, AUDIT) is AUDIT
    assert [each.name for each in path.parent.iterdir()] == ["one.json"]


def test_a_full_disk_leaves_nothing_behind_and_is_said(tmp_path, monkeypatch):
    path = tmp_path / "audit" / "one.json"
    whole = Path.write_text

    def half(self, text, **options):
        whole(self, text[:10], **options)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    assert keep_audit(path, AUDIT).not_kept == "No space left on device"
    assert list(path.parent.iterdir()) == []
