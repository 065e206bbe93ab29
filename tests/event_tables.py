"""Small tables and mappings for the tests of evidence and scoring."""

from pathlib import Path

from tocsin.catalogue import Catalogue
from tocsin.evidence.attempts import Attempts, read_attempts
from tocsin.evidence.cells import Table, read_table
from tocsin.evidence.countries import countries
from tocsin.evidence.covariates import Pattern, generic
from tocsin.evidence.joining import patterns_of
from tocsin.evidence.loading import load_mapping

CATALOGUE = Catalogue.default()
ATTEMPTS = "country,ccode,year,month,day,coup,version"
COLPUS = "ccode,date,srofficial,jrofficer,success"
PROTESTS = "ccode,year,startmonth,startday,protest,participants,participants_category,stateresponse1"
YEARS = "gwf_cowcode,year,gwf_regimetype,gwf_fail,gwf_enddate"
PERIODS = "cown,gwf_startdate,gwf_enddate,gwf_full_regimetype,gwf_howend"
GDP = "ISO,year,gdppc,pop"


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def table(folder: Path, mapping: str, *lines: str, name: str = "") -> Table:
    return read_table(write(folder, name or f"{mapping}.csv", *lines), load_mapping(mapping, CATALOGUE))


def attempts(folder: Path, *rows: str, name: str = "attempts.csv") -> Attempts:
    return read_attempts(table(folder, "powell-thyne", ATTEMPTS, *rows, name=name), countries())


def levels(found: Attempts, *joined: Table) -> list[dict[str, str]]:
    names = [covariate.id for covariate in generic().covariates]
    patterns: tuple[Pattern, ...] = patterns_of(found.events, [found.table, *joined], generic().covariates, countries())
    return [dict(zip(names, pattern, strict=True)) for pattern in patterns]
