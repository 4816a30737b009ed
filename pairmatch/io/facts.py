"""What the shared tables must say together: units, links, quotas, schools, people, other tasks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain

from pairmatch.io.faults.masking import masked_name
from pairmatch.programmes.faults import called, spoken, wrong_side
from pairmatch.programmes.room import Fault
from pairmatch.scenario import Scenario
from pairmatch.schema import Commitment, HistoryRow, Link, Quota, School, Staff, Unit
from pairmatch.vocabulary import SUBJECT_STAGES

HISTORY_KEY = (
    "year",
    "what",
    "recipient_school",
    "supporting_school",
    "role",
    "subject",
    "person_id",
)
"""What one person, pair or site is known by: it has one status a year, beside what was planned."""
IDENTITY_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|[1-9][0-9]{14}")


def plain_faults(scenario: Scenario) -> Iterator[Fault]:
    """Judge rows by what stands in their own table; references need not resolve yet."""
    return chain(
        _cities(scenario),
        _quotas(scenario),
        _schools(scenario),
        _people(scenario),
        _identity_numbers(scenario),
        _commitments(scenario),
        _earlier(scenario),
    )


def joined_faults(scenario: Scenario) -> Iterator[Fault]:
    """Judge rows together with the units and schools that they name."""
    return chain(
        _links(scenario),
        _quota_units(scenario),
        _quota_stages(scenario),
        _taught(scenario),
        _seeds(scenario),
        _history(scenario),
    )


# -- one table at a time ------------------------------------------------------------------


def _cities(scenario: Scenario) -> Iterator[Fault]:
    first: dict[tuple[str, str], Unit] = {}
    for unit in scenario.rows(Unit):
        if unit.level == "city" and first.setdefault((unit.side, unit.city), unit) is not unit:
            other = first[unit.side, unit.city]
            yield Fault("E-CITY-TWICE", unit, "city", {"other": other, "unit": other.name})


def _quotas(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(Quota):
        if row.min is not None and row.max is not None and row.min > row.max:
            yield Fault("E-QUOTA-RANGE", row, "min", {"max": row.max})
        if row.stage is not None and row.programme != "pairs":
            yield Fault("E-QUOTA-STAGE", row, "stage")


def _schools(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(School):
        if row.pair_min is not None and row.pair_max is not None and row.pair_min > row.pair_max:
            yield Fault("E-SCHOOL-PAIRS", row, "pair_min", {"max": row.pair_max})


def _people(scenario: Scenario) -> Iterator[Fault]:
    first: dict[str, Staff] = {}
    for row in scenario.rows(Staff):
        yield from _post(row)
        named = row.name is not None or row.person_id is not None
        if named and row.count != 1:
            yield Fault("E-PERSON-COUNT", row, "count")
        if row.name is not None and row.person_id is None:
            yield Fault("E-PERSON-ID", row, "person_id", {"name": masked_name(row.name)})
        if row.person_id is not None and first.setdefault(row.person_id, row) is not row:
            yield Fault("E-PERSON-TWICE", row, "person_id", {"other": first[row.person_id]})


def _post(row: Staff) -> Iterator[Fault]:
    if row.role == "teacher" and row.subject is None:
        yield Fault("E-SUBJECT-MISSING", row, "subject")
    if row.second_subject is not None and row.second_subject == row.subject:
        yield Fault("E-SUBJECT-SAME", row, "second_subject")
    for column in ("subject", "second_subject"):
        subject = getattr(row, column)
        if subject is not None and row.stage not in SUBJECT_STAGES[subject]:
            values = {
                "subject": spoken("subject", [subject]),
                "stage": spoken("person_stage", [row.stage]),
                "belongs": spoken("person_stage", SUBJECT_STAGES[subject]),
            }
            yield Fault("E-SUBJECT-STAGE", row, column, values)


def _identity_numbers(scenario: Scenario) -> Iterator[Fault]:
    """Identity numbers have no place here, whatever column they are written in."""
    for row in scenario.rows(Staff):
        if row.person_id is not None and IDENTITY_NUMBER.fullmatch(row.person_id):
            yield Fault("E-PERSON-IDENTITY", row, "person_id")


def _commitments(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(Commitment):
        if row.subject is not None and row.role != "teacher":
            yield Fault("E-SUBJECT-ROLE", row, "subject")


HISTORY_NEEDED: dict[str, tuple[str, ...]] = {
    "pair": ("supporting_school",),
    "site": (),
    "seat": ("supporting_school", "role"),
    "placement": ("role",),
}
"""The columns, beside the recipient school, that a row of each kind of an earlier year must fill."""
STATUS_OF: dict[str, tuple[str, ...]] = {
    "left": ("seat", "placement"),
    "confirmed": ("placement",),
    "ended": ("pair",),
}
"""What a status says something about, where not about everything."""


def _earlier(scenario: Scenario) -> Iterator[Fault]:
    """Judge each row of an earlier year by itself, and report years that are told twice."""
    first: dict[tuple[object, ...], HistoryRow] = {}
    year = scenario.settings.year
    for row in scenario.rows(HistoryRow):
        if year and row.year >= year:
            yield Fault("E-HISTORY-YEAR", row, "year", {"year": year})
        for column in HISTORY_NEEDED[row.what]:
            if getattr(row, column) is None:
                yield Fault("E-HISTORY-BLANK", row, column, {"what": spoken("lock", [row.what])})
        if row.role == "teacher" and row.subject is None and row.what in ("seat", "placement"):
            yield Fault("E-SUBJECT-MISSING", row, "subject")
        about = STATUS_OF.get(row.status, (row.what,))
        if row.what not in about:
            values = {"what": spoken("lock", [row.what]), "about": spoken("lock", about)}
            yield Fault("E-HISTORY-STATUS", row, "status", values)
        if row.person_id is not None and row.count not in (None, 1):
            yield Fault("E-PERSON-COUNT", row, "count")
        alone = row.what in ("pair", "site") or row.person_id is not None
        if alone and row.status != "planned":
            key = tuple(getattr(row, name) for name in HISTORY_KEY)
            if first.setdefault(key, row) is not row:
                yield Fault("E-HISTORY-TWICE", row, "status", {"other": first[key]})


# -- with units and schools ---------------------------------------------------------------


def _links(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(Link):
        giving, taking = scenario.units[row.supporting_unit], scenario.units[row.recipient_unit]
        names = {"supporting": giving.name, "recipient": taking.name}
        if (giving.side, taking.side) == ("recipient", "supporting"):
            yield Fault("E-LINK-REVERSED", row, "supporting_unit", names, ("units",))
        elif giving.side != "supporting" or taking.side != "recipient":
            wrong = giving.side != "supporting"
            column, unit = ("supporting_unit", giving) if wrong else ("recipient_unit", taking)
            values = {
                "unit": unit.name,
                "found": spoken("side", [unit.side]),
                "expected": spoken("side", ["supporting" if wrong else "recipient"]),
            }
            yield Fault("E-LINK-SIDE", row, column, values, ("units",))
        cities = [unit.level == "city" for unit in (giving, taking)]
        if cities != [row.level == "city"] * 2:
            levels: dict[str, object] = {
                "supporting_level": spoken("level", [giving.level]),
                "recipient_level": spoken("level", [taking.level]),
                "level": spoken("level", [row.level]),
            }
            yield Fault("E-LINK-LEVEL", row, "level", {**names, **levels}, ("units",))


def _quota_units(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(Quota):
        unit = scenario.units[row.unit_code]
        counted = row.programme == "pairs" or (row.programme, unit.side) == ("teams", "recipient")
        if row.min is not None and not counted:
            values = {
                "unit": unit.name,
                "side": spoken("side", [unit.side]),
                "programme": spoken("programme", [row.programme]),
            }
            yield Fault("E-QUOTA-MIN", row, "min", values, ("units",))


def _quota_stages(scenario: Scenario) -> Iterator[Fault]:
    """The stage minima of a unit's pairs must fit under the maximum of all its pairs."""
    minima: dict[str, int] = defaultdict(int)
    for row in scenario.rows(Quota):
        if row.stage is not None:
            minima[row.unit_code] += row.min or 0
    for row in scenario.rows(Quota):
        whole = row.programme == "pairs" and row.stage is None and row.max is not None
        if whole and minima[row.unit_code] > (row.max or 0):
            values = {"least": minima[row.unit_code]}
            yield Fault("E-QUOTA-STAGES", row, "max", values)


def _taught(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(Staff):
        stages = scenario.stages(row.school_code)
        if row.stage not in stages:
            values = {
                "school": called(scenario, row.school_code),
                "stage": spoken("person_stage", [row.stage]),
                "stages": spoken("person_stage", stages),
            }
            yield Fault("E-STAGE-SCHOOL", row, "stage", values)


def _seeds(scenario: Scenario) -> Iterator[Fault]:
    for row in scenario.rows(School):
        if row.seed == 1 and scenario.side(row.school_code) != "recipient":
            yield Fault("E-SCHOOL-SEED", row, "seed", relies_on=("units",))


def _history(scenario: Scenario) -> Iterator[Fault]:
    """Judge what earlier years say of schools and people that are there still."""
    for row in scenario.rows(HistoryRow):
        for column, side in (
            ("recipient_school", "recipient"),
            ("supporting_school", "supporting"),
        ):
            if getattr(row, column) in scenario.schools:
                yield from wrong_side(scenario, row, column, side)
        gone = row.person_id is not None and row.person_id not in scenario.people
        if gone and scenario.people and row.what == "seat":
            yield Fault("W-HISTORY-PERSON", row, "person_id", relies_on=("staff",))
