"""Tocsin puts a political argument to the test: claims in, simulated histories and evidence out.

>>> import tocsin
>>> e = tocsin.run("march-on-moscow-2023", theory="world-crisis", histories=10_000, rng=1)  # doctest: +SKIP
>>> e.outcomes()  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = [
    "Cluster", "Ensemble", "TocsinError", "__version__", "audit", "build", "compare", "describe", "infer", "run",
    "score", "sensitivity", "simulator",
]  # fmt: skip

if TYPE_CHECKING:
    from tocsin.auditing import audit
    from tocsin.building import build
    from tocsin.errors import TocsinError
    from tocsin.inference import infer
    from tocsin.library import Ensemble, run
    from tocsin.report.odd import describe
    from tocsin.scoring import score
    from tocsin.simulate.cluster import Cluster
    from tocsin.simulating import simulator
    from tocsin.studies import compare, sensitivity

_WHERE = {
    "Cluster": "simulate.cluster", "Ensemble": "library", "TocsinError": "errors", "audit": "auditing",
    "build": "building", "compare": "studies", "describe": "report.odd", "infer": "inference", "run": "library",
    "score": "scoring", "sensitivity": "studies", "simulator": "simulating",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import the library only when something of it is asked for: the command line starts faster."""
    if name not in _WHERE:
        raise AttributeError(f"module 'tocsin' has no attribute {name!r}")
    return getattr(importlib.import_module(f"tocsin.{_WHERE[name]}"), name)
