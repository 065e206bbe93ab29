"""What an audit finds, as data; the screen, `--json` and pages print it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tocsin.study.hierarchy import SharedParameter
from tocsin.study.implication import Implied
from tocsin.study.paired import Effect
from tocsin.study.posterior import ParameterPosterior
from tocsin.study.supporting import LogBayesFactor
from tocsin.study.telling import Telling
from tocsin.study.verdict import Support, Verdict

__all__ = ["Audit", "AuditedClaim", "Computed"]


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed of a claim that runs.

    Attributes
    ----------
    implied : Implied
    load_bearing : Effect
        Probability of the observed outcomes as it is and at the claim's contrast; not a number where the record holds
        no outcome.
    record : Effect
        The same of the whole record: of all features compared on, at once.
    support : str
        What the record says of the claim against its contrast.
    log_bayes_factor : LogBayesFactor
    changed : int
        Histories that differ at the contrast in any feature, event or measure.
    identical : bool
        Whether its contrast is what the theory holds anyway.
    parameters : tuple of ParameterPosterior
        Those that the claim is about, before and after the record.
    would_tell : tuple of Telling
        Where the record does not tell: what would, the most telling first.
    shared : SharedParameter, optional
        For a claim about a parameter, its common value over the cases that were asked for.
    """

    implied: Implied
    load_bearing: Effect
    record: Effect
    support: Support
    log_bayes_factor: LogBayesFactor
    changed: int
    identical: bool
    parameters: tuple[ParameterPosterior, ...] = ()
    would_tell: tuple[Telling, ...] = ()
    shared: SharedParameter | None = None


@dataclass(frozen=True, slots=True)
class AuditedClaim:
    """One claim and what became of it; where no mechanism of this clock runs it, `computed` is None."""

    id: str
    name: str
    claim: str
    status: Literal["implemented", "not implemented"]
    verdict: Verdict
    computed: Computed | None = None


@dataclass(frozen=True)
class Audit:
    """A theory's argument on one case, claim by claim.

    Attributes
    ----------
    case, theory : str
    seed, histories : int
        Of each variant of the theory.
    fewer : int
        Histories of each variant in other cases, and of implications at the contrast.
    settings : dict of str to str
        Held by hand in all variants.
    features : tuple of str
        What of the record is compared on: all that it holds and the theory predicts.
    observed : tuple of str
        Outcomes that the record holds.
    matches : int
        Histories of the theory that agree with the record in all features.
    kinds : tuple of str
        Cases like which a crisis might tell more.
    shared_over : tuple of str
        Cases over which a parameter was shared; empty where that was not asked for.
    failed : int
        Histories that failed, in all variants.
    claims : tuple of AuditedClaim
        In the theory's order.
    reviewed : dict of str to str or None
        Who has checked the case and the theory against their sources.
    """

    case: str
    theory: str
    seed: int
    histories: int
    fewer: int
    settings: dict[str, str]
    features: tuple[str, ...]
    observed: tuple[str, ...]
    matches: int
    kinds: tuple[str, ...]
    shared_over: tuple[str, ...]
    failed: int
    claims: tuple[AuditedClaim, ...] = ()
    reviewed: dict[str, str | None] = field(default_factory=dict)

    def of(self, name: str) -> AuditedClaim:
        """The claim with that id or name.

        Raises
        ------
        KeyError
            If there is none.
        """
        for claim in self.claims:
            if name in (claim.id, claim.name):
                return claim
        raise KeyError(name)
