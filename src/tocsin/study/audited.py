"""What an audit finds, as data; the screen, `--json` and pages print it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tocsin.study.forecast import Forecast
from tocsin.study.hierarchy import SharedParameter
from tocsin.study.implication import ENOUGH_MOVED, Implied
from tocsin.study.paired import Effect
from tocsin.study.posterior import ParameterPosterior
from tocsin.study.supporting import LogBayesFactor
from tocsin.study.telling import Telling
from tocsin.study.verdict import Open, Support, Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Audit", "AuditedClaim", "Computed"]


@dataclass(frozen=True, slots=True)
class Computed:
    """What was computed of a claim that runs.

    Attributes
    ----------
    implied : Implied
    load_bearing : Effect
        Probability of the observed outcomes as it is and at the claim's contrast; where the record of a world holds no
        outcome, of the feature of it that changes most, under that name. Not a number where there is neither.
    record : Effect
        The same of the whole record: of all features compared on, at once.
    support : str
        What the record says of the claim against its contrast.
    log_bayes_factor : LogBayesFactor
        Of the claim against its contrast; of a claim that a parameter lies on one side of a value, against its lying on
        the other (`SIDES`).
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
    at_contrast : LogBayesFactor, optional
        Of the theory against the claim's contrast, where `log_bayes_factor` is not that.
    by_feature : tuple of Effect
        In a world whose record holds no outcome, the same of each of its features; the intervals hold for all at once.
    forecasts : tuple of Forecast
        Of a claim that is a forecast, in a world: the theory's, then the rivals'.
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
    at_contrast: LogBayesFactor | None = None
    by_feature: tuple[Effect, ...] = ()
    forecasts: tuple[Forecast, ...] = ()

    @property
    def hanging(self) -> LogBayesFactor:
        """Log Bayes factor of the theory against the claim's contrast: whether the record hangs on the claim."""
        return self.at_contrast or self.log_bayes_factor

    @property
    def ruled_out(self) -> bool:
        """Whether what was observed happens in no history at the contrast, of so many that it would have."""
        change = self.load_bearing
        return change.do == 0 and change.changed >= ENOUGH_MOVED


@dataclass(frozen=True, slots=True)
class AuditedClaim:
    """One claim and what became of it.

    `computed` is None where no mechanism runs it or it cannot be computed here (`not_here` then says why),
    `open_because` but where the claim cannot be told.
    """

    id: str
    name: str
    claim: str
    status: Literal["implemented", "not implemented"]
    verdict: Verdict
    computed: Computed | None = None
    open_because: Open | None = None
    not_here: str = ""


@dataclass(frozen=True)
class Audit:
    """A theory's argument on one case or world, claim by claim.

    Attributes
    ----------
    case, theory : str
    seed, histories : int
        Of each variant of the theory.
    fewer : int
        Histories of each variant in other cases, and of implications at the contrast.
    asked : int
        Histories of each arm of an implication, where no more were there anyway.
    clock : str
        ``crisis`` or ``world``.
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
    not_held : dict of str to tuple of str
        Settings that other cases do not have, and these cases.
    not_kept : str
        Why the audit could not be kept on disk; empty where it was.
    scored_by : int, optional
        Year by which forecasts of a world without a record can be scored.
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
    asked: int = 0
    clock: str = "crisis"
    claims: tuple[AuditedClaim, ...] = ()
    reviewed: dict[str, str | None] = field(default_factory=dict)
    not_held: dict[str, tuple[str, ...]] = field(default_factory=dict)
    not_kept: str = ""
    scored_by: int | None = None

    @property
    def here(self) -> str:
        """What it was audited on: a ``case`` or a ``world``."""
        return "case" if self.clock == "crisis" else "world"

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

    def plot(self) -> Figure:
        """Draw what hangs on each claim, and its verdict (needs Matplotlib: ``pip install 'tocsin[plot]'``)."""
        from tocsin.report.figures import claims_figure

        return claims_figure(self, f"{self.case} · {self.theory}")
