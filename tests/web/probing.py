"""Schemathesis on a schema: what it asked, what was answered, and what it holds against it."""

from collections import Counter
from dataclasses import dataclass, field

from schemathesis.engine import events, from_schema


@dataclass
class Probed:
    """What came of all its phases.

    Attributes
    ----------
    faults : list of str
        What it found, with the request that shows it.
    answers : Counter
        Answers by operation and status.
    checks : Counter
        Checks that were made, by name.
    """

    faults: list[str] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)
    checks: Counter = field(default_factory=Counter)


def probe(schema):
    found = Probed()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(event.recorder, found)
        elif isinstance(event, events.NonFatalError | events.FatalError):
            found.faults.append(str(event))
    return found


def _note(recorder, found):
    for case_id, asked in recorder.interactions.items():
        status = asked.response.status_code if asked.response else None
        found.answers[recorder.cases[case_id].value.operation.label, status] += 1
    for checks in recorder.checks.values():
        for check in checks:
            found.checks[check.name] += 1
            if check.failure_info is not None:
                failure, shown = check.failure_info.failure, check.failure_info.code_sample
                found.faults.append(f"{failure.operation}: {check.name}: {failure.message}\n{shown}")
