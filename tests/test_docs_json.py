"""The reference of `--json` names every key that the code prints, and no other verb's table goes missing."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tocsin.report.replay.stored import Comparison
from tocsin.report.replay.story import Moment, Story
from tocsin.report.replay.told import Drawn, Feature, Told
from tocsin.report.replay.world_story import CountryEnd, WorldMoment, WorldStory, YearEnd
from tocsin.study.event_scores import Dropped, Fit, Prediction, Score
from tocsin.study.forecast import Forecast
from tocsin.study.hierarchy import CaseCurve, SharedParameter
from tocsin.study.implication import Implied, Size
from tocsin.study.indices import Index, Variance
from tocsin.study.likelihood import Fitted
from tocsin.study.scores import Bin, Difference
from tocsin.study.slope import CaseOrganisation, OrganisationSlope
from tocsin.study.supporting import LogBayesFactor
from tocsin.study.telling import Telling
from tocsin.study.world_summary import CountryLine, Fan, Mean

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
SOURCES = {
    "run": ("screen.py", "run_data.py"), "run of a world": ("world_screen.py", "run_data.py"),
    "compare": ("comparison.py",), "audit": ("audit_data.py",), "infer": ("inference_data.py",),
    "sensitivity": ("sensitivity.py",), "score": ("scores_data.py",),
}  # fmt: skip


def section(verb):
    return TEXT.split(f"\n## {verb}\n")[1].split("\n## ")[0] + TEXT.split("\n## ")[0]


@pytest.mark.parametrize("verb", SOURCES)
def test_every_key_of_a_verb_is_named(verb):
    files = (ROOT / "src" / "tocsin" / "report" / name for name in SOURCES[verb])
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    keys = set(re.findall(r'^ {8,12}"(\w+)":', code, flags=re.MULTILINE))
    assert len(keys) > 10
    assert [key for key in sorted(keys) if key not in section(verb)] == []


@pytest.mark.parametrize(
    ("verb", "kind"),
    [("run of a world", Mean), ("run of a world", CountryLine), ("run of a world", Fan), ("replay", Told),
     ("replay", Drawn), ("replay", Feature), ("replay", Story), ("replay", Moment), ("replay", WorldStory),
     ("replay", WorldMoment), ("replay", YearEnd), ("replay", CountryEnd), ("replay", Comparison),
     ("audit", Implied), ("audit", LogBayesFactor), ("audit", Telling), ("audit", Size), ("audit", Forecast),
     ("sensitivity", Index),
     ("sensitivity", Variance), ("score", Score), ("score", Bin), ("score", Fit), ("score", Fitted), ("score", Dropped),
     ("score", Prediction), ("score", Difference), ("infer", SharedParameter), ("infer", CaseCurve),
     ("infer", OrganisationSlope), ("infer", CaseOrganisation)],
)  # fmt: skip
def test_every_field_is_named(verb, kind):
    assert [field.name for field in fields(kind) if field.name not in section(verb)] == []
