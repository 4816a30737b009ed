"""What the checks of rows share: how a school is called, the side it stands on, what it teaches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pairmatch.approvals import approved
from pairmatch.errors import Text
from pairmatch.programmes.room import Fault
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Row
from pairmatch.vocabulary import SUBJECT_STAGES, WORDS, Subject


def called(scenario: Scenario, code: str) -> Text:
    """Return what a message calls a school: its name and code."""
    name = scenario.schools[code].name
    return Text(f"{name}（{code}）", f"{name} ({code})")


def spoken(words: str, values: Iterable[str]) -> Text:
    """Return values of a closed list as people say them, in the order of the list."""
    wanted = set(values)
    labels = [word.label for value, word in WORDS[words].items() if value in wanted]
    return Text("、".join(x.zh for x in labels), ", ".join(x.en for x in labels))


def wrong_side(scenario: Scenario, row: Row, column: str, side: str) -> Iterator[Fault]:
    """Report a column that names a school of the other side."""
    code = getattr(row, column)
    if code is not None and scenario.side(code) != side:
        values = {
            "school": called(scenario, code),
            "found": spoken("side", [scenario.side(code)]),
            "expected": spoken("side", [side]),
        }
        yield Fault("E-SIDE", row, column, values, ("units",))


def not_taught(
    scenario: Scenario, row: Row, school: str, subject: Subject | None
) -> Iterator[Fault]:
    """Report a subject that belongs to no stage of a school."""
    if subject is None:
        return
    stages = scenario.stages(school)
    belongs = SUBJECT_STAGES[subject]
    if not stages & belongs:
        values = {
            "school": called(scenario, school),
            "subject": spoken("subject", [subject]),
            "stages": spoken("person_stage", stages),
            "belongs": spoken("person_stage", belongs),
        }
        yield Fault("E-SUBJECT-SCHOOL", row, "subject", values)


def required_locks(scenario: Scenario, what: str) -> list[Lock]:
    """Return the locks that require something of one kind."""
    return [x for x in scenario.locks if x.what == what and x.force == "require"]


def standing_faults(scenario: Scenario, faults: Iterable[Fault]) -> Iterator[Fault]:
    """Yield faults but for those of rows against a rule that an approval lets them miss."""
    for fault in faults:
        if not _approved(scenario, fault.rule, fault.row):
            yield fault


def _approved(scenario: Scenario, code: str, row: Row) -> bool:
    """Whether an approval of a rule names nothing that a row, as a decision, does not name."""
    given = approved(scenario).get(code, ())
    if not given:
        return False
    values = {value for _, value in row}
    named = values | {scenario.homes[x] for x in values if x in scenario.homes}
    return any(instance <= named for instance in given)


def beyond(
    code: str,
    locks: Sequence[Lock],
    column: str,
    limit: int,
    school: Text,
    *relies_on: str,
    rule: str,
) -> Iterator[Fault]:
    """Report the locks of one school beyond the number that a rule lets it take."""
    for lock in dict.fromkeys(locks[max(0, limit) :]):
        values = {"school": school, "limit": max(0, limit), "found": len(locks)}
        yield Fault(code, lock, column, values, relies_on, rule)
