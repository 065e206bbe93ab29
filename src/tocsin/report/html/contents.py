"""What a report holds, gathered from a run: the numbers that `--json` prints, figures, claims, description, sources."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import tocsin
from tocsin.catalogue import Catalogue
from tocsin.library import Ensemble
from tocsin.report.audit_data import audit_json
from tocsin.report.catalogue.theory import theory_data
from tocsin.report.figures import (
    claims_figure,
    claims_words,
    fan_figure,
    fan_words,
    outcome_figure,
    outcome_words,
    svg_of,
)
from tocsin.report.odd import odd_data, odd_markdown
from tocsin.report.screen import run_json
from tocsin.report.world_screen import world_run_json
from tocsin.report.world_screen_tables import NAMES
from tocsin.simulate.compiler import code_hash
from tocsin.study.audited import Audit
from tocsin.study.world_summary import fans

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["contents"]

LIMITS = (
    "A share is a share of simulated histories under one theory; a probability of anything only so far as it is right.",
    (
        "Most priors are judgements, marked as such in the description; the range over the priors says what they leave "
        "open, and is usually the wider of the two uncertainties."
    ),
    (
        "That a case of the library comes out right is no evidence for a theory: rules were changed with these cases "
        "in view."
    ),
    "A theory that nobody wrote down has no part in any comparison.",
)


def contents(ensemble: Ensemble, audit: Audit | None, rivals: Sequence[Ensemble] = ()) -> dict[str, Any]:
    """Everything that the page shows, as plain data, SVG and Markdown.

    Parameters
    ----------
    ensemble : Ensemble
    audit : Audit, optional
        Of the same theory on the same case or world; without it the claims stand with their wording only.
    rivals : sequence of Ensemble
        The same case or world under other theories.
    """
    world = ensemble.model.clock == "world"
    run = world_run_json(ensemble, 0.0) if world else run_json(ensemble, 0.0)
    case, theory = ensemble.asked
    catalogue = Catalogue.default()
    sources = catalogue.sources(catalogue.find("theory", theory))
    described = odd_data(case, theory)
    stated = theory_data(ensemble.model.theory, sources, theory)
    audited = None if audit is None else audit_json(audit, ensemble.model.theory, 0.0)
    title = f"{ensemble.manifest.theory} on {ensemble.manifest.case}"
    return {
        "title": title,
        "kind": "world" if world else "case",
        "about": described["purpose"],
        "run": run,
        "settings": run["settings"],
        "counts": _counts(run) if world else [],
        "figures": _figures(ensemble, audit, title),
        "rivals": [_shares(one) for one in (ensemble, *rivals)] if rivals else [],
        "changed": ensemble.manifest.code_digest != code_hash(ensemble.model.clock),
        "claims": _claims(stated["claims"], audited),
        "audited": audited is not None,
        "audit_command": f"tocsin audit {case} --theory {theory}",
        "odd": odd_markdown(described),
        "sources": _sources(ensemble, described),
        "limits": LIMITS,
        "provenance": _provenance(ensemble, case, theory, run["completed"] + run["failed"]),
        "reviewed": run["reviewed"],
        "version": tocsin.__version__,
        "year": datetime.now(tz=UTC).year,
    }


def _shares(ensemble: Ensemble) -> dict[str, Any]:
    """A theory's name and, by outcome, its row of shares."""
    rows = {row["outcome"]: row for row in ensemble.outcomes().rows(named=True)}
    return {"theory": ensemble.manifest.theory, "outcomes": rows}


def _figures(ensemble: Ensemble, audit: Audit | None, title: str) -> list[dict[str, str]]:
    """Each figure with a caption and, in words, what it shows to those who do not see it."""
    outcomes = ensemble.outcomes()
    found = [
        _figure(
            "outcomes", outcome_figure(outcomes, title), outcome_words(outcomes),
            "Shares of the outcomes. Black: 95 % interval of the computing. Grey: 5 to 95 % over the priors.",
        )
    ]  # fmt: skip
    paths = fans(ensemble.series(), ensemble.model) if ensemble.model.clock == "world" else []
    if paths:
        found.append(
            _figure(
                "paths",
                fan_figure(paths, title),
                fan_words(paths),
                "Paths of the world in the histories that kept them.",
            )
        )
    changes = [claim.computed.load_bearing for claim in audit.claims if claim.computed is not None] if audit else []
    if audit and any(change.difference == change.difference for change in changes):
        found.append(
            _figure(
                "claims", claims_figure(audit, "Each claim at its contrast"),
                claims_words(audit),
                "How much likelier or less likely what was observed becomes where a claim is made false.",
            )
        )  # fmt: skip
    return found


def _figure(name: str, figure: Figure, alt: str, caption: str) -> dict[str, str]:
    return {"id": name, "svg": svg_of(figure, name), "alt": alt, "caption": caption}


def _counts(run: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"name": NAMES[name], **found} for name, found in run["counts"].items()]


def _claims(stated: list[dict[str, Any]], audited: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The theory's claims, each with what the audit found of it."""
    found = {claim["id"]: claim for claim in audited["claims"]} if audited else {}
    return [{**claim, "audit": found.get(claim["id"])} for claim in stated]


def _sources(ensemble: Ensemble, described: Mapping[str, Any]) -> dict[str, str]:
    """All works cited by the model, the theory and the case or world."""
    catalogue = Catalogue.default()
    case, theory = ensemble.asked
    kind = "world" if ensemble.model.clock == "world" else "case"
    own = catalogue.sources(catalogue.find(kind, case))
    of_theory = catalogue.sources(catalogue.find("theory", theory))
    found = dict(described["sources"])
    for item in described["initialisation"]["inputs"]:
        found |= {key: own.source(key).full for key in item["sources"]}
    for item in ensemble.model.case.record:
        found |= {key: own.source(key).full for key in item.source}
    for claim in ensemble.model.theory.claims:
        found |= {key: of_theory.source(key).full for key in claim.source}
    return dict(sorted(found.items()))


def _provenance(ensemble: Ensemble, case: str, theory: str, kept: int) -> list[tuple[str, str]]:
    manifest = ensemble.manifest
    held = "".join(f" --set {name}={value}" for name, value in manifest.settings.items())
    again = f"tocsin run {case} --theory {theory} --histories {manifest.histories} --seed {manifest.seed}{held}"
    of_all = "" if kept == manifest.histories else f"{kept:,} kept of "
    return [
        ("Made with", f"Tocsin {tocsin.__version__}, Python {platform.python_version()}"),
        ("To make it again", again),
        ("Histories", f"{of_all}{manifest.histories:,}, in sets of {manifest.set_size}; seed {manifest.seed}"),
        ("Held by hand", ", ".join(f"{name} = {value}" for name, value in manifest.settings.items()) or "nothing"),
        ("Theory, SHA-256", manifest.theory_digest),
        ("Case or world, SHA-256", manifest.case_digest),
        ("Mechanisms and engine, SHA-256", manifest.code_digest),
        ("Results", str(ensemble.directory)),
    ]
