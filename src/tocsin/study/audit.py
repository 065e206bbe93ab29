"""Audit: an argument claim by claim: implied, load-bearing, supported by the record; and if it cannot tell, what would.

Taking a claim away means running its contrast, values that make it false while the crisis still runs, with all else
equal: the same parameters, the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from tocsin.simulate.chunk import AnyModel
from tocsin.simulate.executors import Workers
from tocsin.simulate.model import Model
from tocsin.study.arms import Arm, Arms, Setting, paired
from tocsin.study.asking import POSTERIOR, not_here, sides_of, sizes_of, stands_apart
from tocsin.study.audited import Audit, AuditedClaim, Computed
from tocsin.study.bearing import OUTCOMES, borne, change, changes_of_features, foremost
from tocsin.study.forecast import Forecast, forecast
from tocsin.study.hierarchy import SharedParameter, shared
from tocsin.study.implication import Implied, implied, size_of
from tocsin.study.learning import Sides, asked_parameter, bearing_parameters, learnt, learnt_over_cases
from tocsin.study.posterior import LEAST_EFFECTIVE, ParameterPosterior
from tocsin.study.reading import compared_on, predicted
from tocsin.study.screening import Screen, screened
from tocsin.study.telling import Telling, telling, telling_of_sides
from tocsin.study.verdict import open_because, support, verdict
from tocsin.study.weighing import Weigher
from tocsin.theory.claim import Claim, Implication
from tocsin.theory.world import World

__all__ = ["audit"]

TOLD = 3
"""Observations that would tell, a claim, and kinds of crisis that are looked at again."""

Told = Callable[[int, int], None]


def audit(
    model: AnyModel,
    arms: Arms,
    seed: int,
    histories: int,
    *,
    kinds: list[Model],
    share: list[Model] | None = None,
    rivals: Sequence[AnyModel] = (),
    root: Path | None = None,
    settings: dict[str, str] | None = None,
    workers: Workers = None,
    told: Told | None = None,
) -> Audit:
    """Audit the claims of a theory on a case or a world.

    Parameters
    ----------
    model : Model or WorldModel
        The theory and the case or the world.
    arms : Arms
        Where ensembles come from.
    seed, histories : int
        Of each variant; see `tocsin.study.asking.sizes_of`.
    kinds : list of Model
        The same theory on other cases: kinds of crises that might tell more. None for a world.
    share : list of Model, optional
        The same theory on further cases over which a parameter that a claim is about is to be shared.
    rivals : sequence of WorldModel
        Other theories on the same world, whose forecasts stand beside those of the theory's claims.
    root : Path, optional
        Folder below which what is simulated in stages is kept.
    settings : dict, optional
        What the model was built with, for the result to say it.
    workers : int or Executor, optional
        Threads, all processors by default; or a `tocsin.Cluster`. No effect on the results.
    told : callable, optional
        Called with (histories done in stages, histories in stages as far as that is known).
    """
    weigher = Weigher(seed, histories, root, workers, told)
    others = [kind for kind in kinds if kind.case.id != model.case.id]
    screen = Screen(others, arms.vary, seed, screened(histories), workers)
    auditor = _Auditor(model, arms, weigher, histories, screen, share or [], rivals)
    claims = tuple(auditor.claim(claim) for claim in model.theory.claims)
    base = auditor.base if any(claim.computed for claim in claims) else None
    return Audit(
        case=model.case.id,
        theory=model.theory.id,
        seed=seed,
        histories=histories,
        fewer=auditor.sizes.less,
        settings=dict(settings or {}),
        features=auditor.features,
        observed=tuple(value for value in model.case.observed("outcome") if isinstance(value, str)),
        matches=int(base.agrees(auditor.features).sum()) if base else 0,
        kinds=tuple(kind.case.id for kind in kinds),
        shared_over=tuple(dict.fromkeys([model.case.id, *(one.case.id for one in share)])) if share else (),
        failed=arms.failed,
        asked=auditor.sizes.asked,
        clock=model.clock,
        claims=claims,
        reviewed={"case": model.case.reviewed_by, "theory": model.theory.reviewed_by},
        scored_by=model.case.scored_by if isinstance(model.case, World) else None,
    )


class _Auditor:
    """Asks of each claim what there is to ask; the theory itself is simulated once for all of them."""

    def __init__(
        self, model: AnyModel, arms: Arms, weigher: Weigher, histories: int, screen: Screen, share: list[Model],
        rivals: Sequence[AnyModel],
    ) -> None:  # fmt: skip
        self.model, self.arms, self.weigher, self.histories = model, arms, weigher, histories
        self.screen, self.share, self.rivals = screen, share, rivals
        self.sizes = sizes_of(histories, model.clock)
        self.features = compared_on(model)
        self.parameters: list[ParameterPosterior] | None = None

    @property
    def _in_crisis(self) -> bool:
        return self.model.clock == "crisis"

    @property
    def base(self) -> Arm:
        """The theory as it is."""
        return self.arms.of(self.model, {}, self.histories)

    def claim(self, claim: Claim) -> AuditedClaim:
        """Audit one claim."""
        if not claim.implemented or claim.implication is None:
            judged = verdict(implemented=False, acts=False, holds=None, built_in=False, bearing=None)
            return AuditedClaim(claim.id, claim.name, claim.claim, claim.status, judged)
        if reason := not_here(claim, self.model, self.arms.vary):
            # Its status here: nothing of this case or world runs it, whatever runs it elsewhere.
            return AuditedClaim(
                claim.id, claim.name, claim.claim, "not implemented", "not computed here", not_here=reason
            )
        computed = self._computed(claim, claim.implication)
        found, hung, factor = computed.implied, computed.load_bearing, computed.hanging
        judged = verdict(
            implemented=True,
            acts=bool(computed.changed or found.moved),
            holds=found.holds,
            built_in=found.built_in,
            bearing=borne(computed.by_feature or (hung,), factor),
            ruled_out=computed.ruled_out,
        )
        why = None
        if judged == "cannot be told from this record":
            of_record = found.scale == POSTERIOR
            why = open_because(
                holds=found.holds, settled=found.settled, posterior=of_record, low=hung.low, high=hung.high
            )
        return AuditedClaim(claim.id, claim.name, claim.claim, claim.status, judged, computed, why)

    def _computed(self, claim: Claim, what: Implication) -> Computed:
        base, contrast = self.base, self.arms.of(self.model, claim.contrast, self.histories)
        identical = contrast is base
        outcome = tuple(name for name in ("outcome",) if self.model.case.observed(name))
        change_of_outcome = change(OUTCOMES, base, contrast, outcome, identical)
        by_feature = () if outcome or self._in_crisis else changes_of_features(base, contrast, self.features, identical)
        hanging = factor = self.weigher.factor(base, contrast, identical)
        sides = self._sides(what)
        if sides is not None:
            factor = sides.weighed(self.weigher.posterior(base))
        says = support(factor.low, factor.high)
        tells = says != "does not tell" or identical
        found, common = self._posterior(what) if what.estimand == POSTERIOR else (self._implied(claim, what), None)
        return Computed(
            implied=found,
            load_bearing=foremost(by_feature) or change_of_outcome,
            record=change("record", base, contrast, self.features, identical),
            support=says,
            log_bayes_factor=factor,
            changed=int((base.differs(contrast) & paired(base, contrast)).sum()),
            identical=identical,
            parameters=bearing_parameters(claim, [name.split(".", 1)[1] for name in claim.mechanisms], self.rows()),
            would_tell=() if tells else self._would_tell(claim, base, contrast, sides),
            shared=common,
            at_contrast=None if sides is None else hanging,
            by_feature=by_feature,
            forecasts=self._forecasts(what) if claim.forecast and not self._in_crisis else (),
        )

    def _forecasts(self, what: Implication) -> tuple[Forecast, ...]:
        others = [self.arms.of(rival, {}, self.histories) for rival in self.rivals]
        return tuple(forecast(what, arm) for arm in (self.base, *others))

    def _sides(self, what: Implication) -> Sides | None:
        """What a claim that is an inequality is weighed by; None for other claims, and where the parameter is held."""
        if what.estimand != POSTERIOR:
            return None
        name, threshold = asked_parameter(what, self.model.quantities)
        quantity = self.model.quantities[name]
        return None if quantity.is_fixed else Sides(what, quantity, threshold, self.weigher.seed)

    def _implied(self, claim: Claim, what: Implication) -> Implied:
        settings = sides_of(what)
        found = implied(what, *self._ends(settings, self._most(settings, self.sizes.asked)))
        sizes = list(found.sizes)
        if stands_apart(claim, what):
            at_contrast = tuple({**claim.contrast, **each} for each in settings)
            sizes.append(size_of("at the claim's contrast", implied(what, *self._ends(at_contrast, self.sizes.less))))
        for beside in claim.beside:
            settings = sides_of(beside)
            seen = implied(beside, *self._ends(settings, self._most(settings, self.sizes.less)))
            sizes.append(size_of(beside.name, seen))
        return replace(found, sizes=tuple(sizes))

    def _most(self, settings: tuple[Setting, ...], least: int) -> int:
        """How many histories all these arms have: in a world more than were asked for, where they are there anyway."""
        return least if self._in_crisis else min(self.arms.size(self.model, each, least) for each in settings)

    def _ends(self, settings: tuple[Setting, ...], histories: int) -> tuple[Arm, Arm | None]:
        found = [self.arms.of(self.model, each, histories) for each in settings]
        return found[0], found[1] if len(found) > 1 else None

    def rows(self) -> list[ParameterPosterior]:
        """Every parameter before and after the record; none where too few independent matches tell."""
        if not (self.features or self._in_crisis):
            return []
        if self.parameters is None:
            found = self.weigher.posterior(self.base)
            self.parameters = found.parameters() if found.effective >= LEAST_EFFECTIVE else []
        return self.parameters

    def _posterior(self, what: Implication) -> tuple[Implied, SharedParameter | None]:
        name, threshold = asked_parameter(what, self.model.quantities)
        own = self.weigher.posterior(self.base)
        found = learnt(what, self.model.quantities[name], threshold, own)
        if not self.share:
            return found, None
        others = [self.arms.of(other, {}, self.histories) for other in self.share]
        # A case whose matches hang on one replicate would speak with a certainty that it does not have.
        posteriors = [own, *(self.weigher.posterior(other) for other in others)]
        common = shared(name, [one for one in posteriors if one.effective >= LEAST_EFFECTIVE])
        return (found, None) if common is None else (learnt_over_cases(what, common), common)

    def _would_tell(self, claim: Claim, base: Arm, contrast: Arm, sides: Sides | None) -> tuple[Telling, ...]:
        kinds = self.screen.ranked(claim.contrast) if sides is None else self.screen.ranked_by_sides(sides.holds)
        # Looked at again with more histories: the greatest of many estimates is great by chance as well.
        less = self.sizes.less
        arms = [(base, contrast)]
        for kind in kinds[:TOLD]:
            again = self.arms.of(kind, {}, less)
            arms.append((again, again if sides is not None else self.arms.of(kind, claim.contrast, less)))
        found = [one for first, second in arms for one in self._tellings(first, second, sides)]
        return tuple(sorted(found, key=lambda one: (not self._tells(one), -one.expected_log_bayes_factor))[:TOLD])

    def _tells(self, one: Telling) -> bool:
        """Whether one of the many features of a world tells beyond error; for those of a crisis that is said later."""
        return self._in_crisis or one.beyond_error

    def _tellings(self, claim: Arm, contrast: Arm, sides: Sides | None) -> list[Telling]:
        """What each feature of one case would tell; nothing where the contrast changes nothing.

        A world is one of a kind: what its record holds is not seen again.
        """
        own = claim.model.case.id == self.model.case.id
        if sides is None and claim is contrast:
            return []
        features = [name for name in predicted(claim.model) if self._in_crisis or name not in self.features]
        found = []
        for feature in features:
            held = own and feature in self.features
            if sides is None:
                found.append(telling(feature, claim, contrast, held))
            else:
                found.append(telling_of_sides(feature, claim, sides.holds(claim), held))
        looks = 1 if self._in_crisis else len(features)
        return [replace(one, looks=looks) for one in found if one is not None]
