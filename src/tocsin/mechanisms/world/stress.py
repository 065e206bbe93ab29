"""Long-run pressure from within: the political stress index of Goldstone and Turchin."""

from __future__ import annotations

import math

from tocsin.mechanisms.declaration import mechanism, parameter
from tocsin.mechanisms.world.chances import share
from tocsin.mechanisms.world.state import Country, Draws, Parameters, Setting, Worlds
from tocsin.theory.quantity import Prior

DRAW_TREND = 0
MONTHS_A_YEAR = 12.0
LEAST = 0.05
"""Below this share of their start elites, capacity and what is left of output for elites are not followed."""

trend = parameter(
    "trend", "yearly change of the logarithm of relative wages, mean over countries", "per year", -0.1, 0.1,
    Prior.uniform(-0.01, 0.01), "turchin-2013", "turchin-korotayev-2020",
    judgement="in the published series for the United States relative wages fell by about 1% a year over four decades "
    "and rose before; worlds hold no wages",
)  # fmt: skip
variety = parameter(
    "variety", "standard deviation of that change between countries", "per year", 0, 0.1, Prior.uniform(0, 0.01),
    judgement="countries differ by no more than the published series does between its decades; nobody measured it",
)  # fmt: skip
wage_downturn = parameter(
    "wage_downturn", "fall of the logarithm of relative wages by a downturn one standard deviation deep", "log ratio",
    0, 2, Prior.uniform(0, 0.1),
    judgement="wages follow output down by a few percent, or not at all where output falls first",
)  # fmt: skip
wage_war = parameter(
    "wage_war", "fall of the logarithm of relative wages under the full cost of war", "log ratio", 0, 2,
    Prior.uniform(0, 0.5), "broadberry-harrison-2005",
    judgement="from nothing to two fifths: what wars take of real wages at their worst",
)  # fmt: skip
mobility = parameter(
    "mobility", "growth of elite numbers, relative to the start, when relative wages are half of normal", "per year",
    0, 1, Prior.log_uniform(0.03, 0.3), "turchin-2013",
    judgement="the published calculation for the United States has .1 and calls it a scaling: a factor of three around",
)  # fmt: skip
labour_share = parameter(
    "labour_share", "share of output that goes to wages at the start", "share", 0, 0.95, Prior.uniform(0.4, 0.6),
    "turchin-2013", judgement="the published calculation for the United States has one half",
)  # fmt: skip
borrowing = parameter(
    "borrowing", "yearly growth of debt over output, relative to the start, under the full cost of war", "per year",
    0, 5, Prior.uniform(0, 0.5), "broadberry-harrison-2005",
    judgement="belligerents' debts of 1914-18 doubled or more within four years",
)  # fmt: skip
repayment = parameter(
    "repayment", "yearly rate at which debt over output goes back to where it was", "per year", 0, 1,
    Prior.uniform(0, 0.05), "turchin-korotayev-2020",
    judgement="in the published series for the United States the debts of a war were halved in ten to fifteen years",
)  # fmt: skip
grievance = parameter(
    "grievance", "rise of grievance when the index is e times as high", "share", 0, 1, Prior.uniform(0, 0.1),
    "goldstone-1991",
    judgement="from nothing to a tenth of the scale: the works do not say what a step of the index does",
)  # fmt: skip
cohesion = parameter(
    "cohesion", "cohesion that a ruling group loses when the index is e times as high", "share", 0, 1,
    Prior.uniform(0, 0.1), "goldstone-1991", judgement="as for grievance",
)  # fmt: skip
rising = parameter(
    "rising", "power of the index by which the hazard of a rising is multiplied", "exponent", 0, 5,
    Prior.uniform(0, 1), "turchin-korotayev-2020",
    judgement="from nothing to in proportion: the works show unrest and index rising together, not by which power",
)  # fmt: skip


def political_stress(
    wage: float, urban: float, young: float, elites: float, elite_income: float, debt: float, distrust: float
) -> float:
    """The political stress index Ψ = MMP × EMP × SFD of Turchin (2013), up to the unit that it is shown in.

    Parameters
    ----------
    wage : float
        Wages over output a head, relative to a normal level: w.
    urban, young : float
        Share of the people in towns, and of those in their twenties among adults; the potential of the masses is
        MMP = w⁻¹ × urban × young.
    elites, elite_income : float
        Elite numbers a head, and income of one of the elites over output a head, both relative to the start: e, ε. The
        potential of the elites is EMP = ε⁻¹ × e, places being in proportion to the people.
    debt, distrust : float
        Public debt over output, and share of the people who distrust the state; its distress is SFD = debt × distrust.

    Sources: Turchin (2013); Turchin and Korotayev (2020), whose table shows 100 × Ψ.
    """
    return urban * young / wage * elites / elite_income * debt * distrust


def elites_after_year(elites: float, wage: float, mobility: float) -> float:
    """Elite numbers a year on: e + mobility × (1 − w) / w, so that low wages make elites grow (Turchin 2013)."""
    return elites + mobility * (1.0 - wage) / wage


def elite_income(elites: float, wage: float, labour_share: float) -> float:
    """Income of one of the elites over output a head: what wages leave, shared among them; ∝ (1 − λ w) / e."""
    return (1.0 - labour_share * wage) / elites


def relative_wage(country: Country, years: float, normal: float, p: Parameters) -> float:
    """Relative wages, 1 at the start: a trend of the country's own, less what downturn and war take."""
    change = (p.stress.trend + p.stress.variety * normal) * years
    change -= p.stress.wage_downturn * country.downturn + p.stress.wage_war * country.war_cost
    return math.exp(change)


@mechanism(
    "structural.stress", step=65, default_on=False,
    parameters=(trend, variety, wage_downturn, wage_war, mobility, labour_share, borrowing, repayment, grievance,
                cohesion, rising),
    sources=("goldstone-1991", "turchin-2013", "turchin-korotayev-2020"),
    claims=("structural-demographic/S7", "structural-demographic/S9"),
)  # fmt: skip
def stress(now: Worlds, case: Setting, p: Parameters, draw: Draws) -> None:
    """Let wages, elite numbers and the state's debt make up political stress, and stress act on people and rulers.

    Ψ = MMP × EMP × SFD relative to its start, towns and ages taken as they are: w⁻¹ × e/ε × debt × κ₀/κ, lost capacity
    standing for distrust. Elite numbers grow by mobility × (1 − w) / w a year, debt by borrowing × war cost. ln Ψ
    raises the level that grievance nears (`war.burden`) and lowers the one that cohesion nears (`elite.cohesion`), each
    in proportion, and Ψ^rising multiplies the hazard of a rising (`revolution.rising`).
    """
    for number, country in enumerate(now.countries):
        if country.exists == 1:
            normal = draw.once_normal(number, DRAW_TREND)
            wage = relative_wage(country, draw.tick / MONTHS_A_YEAR, normal, p)
            country.elites = max(elites_after_year(country.elites, wage, p.stress.mobility / MONTHS_A_YEAR), LEAST)
            country.debt += (p.stress.borrowing * country.war_cost - p.stress.repayment * (country.debt - 1.0)) / (
                MONTHS_A_YEAR
            )
            left = max(1.0 - p.stress.labour_share * wage, LEAST) / (1.0 - p.stress.labour_share)
            distress = country.capacity_normal / max(country.capacity, LEAST)
            index = political_stress(wage, 1.0, 1.0, country.elites, left / country.elites, country.debt, distress)
            country.stress = math.log(index)
            # Added after the step of what nears a target, or before it, so that the target itself is shifted.
            kept = -math.expm1(-1.0 / p.burden.relaxation_grievance)
            country.grievance = share(country.grievance + p.stress.grievance * country.stress * kept)
            before = math.expm1(1.0 / p.cohesion.relaxation)
            country.cohesion = share(country.cohesion - p.stress.cohesion * country.stress * before)
