"""Tocsin puts a political argument to the test: claims in, simulated histories and evidence out.

>>> import tocsin
>>> e = tocsin.run("march-on-moscow-2023", theory="world-crisis", histories=10_000, rng=1)  # doctest: +SKIP
>>> e.outcomes()  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["Ensemble", "TocsinError", "__version__", "build", "compare", "infer", "run", "score", "sensitivity"]

if TYPE_CHECKING:
    from tocsin.errors import TocsinError
    from tocsin.inference import infer
    from tocsin.library import Ensemble, build, run
    from tocsin.scoring import score
    from tocsin.studies import compare, sensitivity

_STUDIES = ("compare", "sensitivity")


def __getattr__(name: str) -> Any:
    """Import the library only when something of it is asked for: the command line starts faster."""
    if name == "TocsinError":
        from tocsin.errors import TocsinError

        return TocsinError
    if name in _STUDIES:
        from tocsin import studies

        return getattr(studies, name)
    if name == "infer":
        from tocsin.inference import infer

        return infer
    if name == "score":
        from tocsin.scoring import score

        return score
    if name in __all__:
        from tocsin import library

        return getattr(library, name)
    raise AttributeError(f"module 'tocsin' has no attribute {name!r}")
