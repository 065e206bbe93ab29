"""Kept: a finished audit on disk, found by all that decides its content; asked again, nothing is computed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from tocsin.simulate import compiler
from tocsin.simulate.chunk import AnyModel
from tocsin.study.audited import Audit

__all__ = ["keep_audit", "kept_audit"]


def kept_audit(
    folder: Path, model: AnyModel, others: list[str], shared: list[str], seed: int, histories: int,
    settings: dict[str, str],
) -> tuple[Audit | None, Path]:  # fmt: skip
    """An audit that was made before, or None; and where it lies or is to lie.

    Parameters
    ----------
    folder : Path
    model, seed, histories, settings
        As in `tocsin.study.audit.audit`.
    others, shared : list of str
        What tells other contents of the other cases from these, and the cases that are shared over.
    """
    about = [model.digest(), others, shared]
    reviewed = [model.case.reviewed_by, model.theory.reviewed_by, [claim.claim for claim in model.theory.claims]]
    what = json.dumps([about, _code(model.clock), seed, histories, settings, reviewed])
    path = folder / f"{model.theory.id}-{seed}-{hashlib.sha256(what.encode()).hexdigest()[:16]}.json"
    try:
        # Whatever cannot be read is made again.
        return TypeAdapter(Audit).validate_python(json.loads(path.read_text(encoding="utf-8"))), path
    except (OSError, ValueError, ValidationError):
        return None, path


def keep_audit(path: Path, audit: Audit) -> Audit:
    """Write an audit whole or not at all; one that cannot be kept says so, and is made again next time."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(asdict(audit), indent=1), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        return replace(audit, not_kept=error.strerror or str(error))
    return audit


def _code(clock: str) -> str:
    """Hash of the source that decides an audit: the engine and mechanisms, and whatever counts and judges."""
    digest = hashlib.sha256(compiler.code_hash(clock).encode())
    here = Path(__file__).parent
    for path in sorted([*here.glob("*.py"), *(here.parent / "evidence").glob("*.py")]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
