"""How every sheet names a school: city, county, name and code in the same columns, in one order."""

from __future__ import annotations

from functools import lru_cache

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Cell, SheetColumn, UnitColumn
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Unit
from pairmatch.vocabulary import WORDS

SIDES: dict[str, Text] = {
    "supporting": Text("支援", "Supporting "),
    "recipient": Text("受援", "Recipient "),
}


def school_columns(side: str, *, host: bool = False) -> tuple[SheetColumn, ...]:
    """Return the columns that name a school, its city and county first, so that both can filter."""
    word = Text("跟岗", "Host ") if host else SIDES[side]
    headers = {
        "city": Text(f"{word.zh}市", f"{word.en}city"),
        "unit": Text(f"{word.zh}县(市、区)", f"{word.en}county"),
        "name": Text(f"{word.zh}学校", f"{word.en}school"),
    }
    of = f"{side}_school"
    return tuple(SheetColumn(f"{side}_{x}", headers[x], names=True, of=of) for x in headers)


def code_column(side: str, *, reads: str, host: bool = False) -> SheetColumn:
    """Return the column with the code of a school, read back to the plan column ``reads``."""
    word = Text("跟岗", "Host ") if host else SIDES[side]
    header = Text(f"{word.zh}学校代码", f"{word.en}school code")
    return SheetColumn(f"{side}_code", header, reads=reads, aside=True, kind="code")


MARK = SheetColumn("mark", Text("标记", "Mark"), words="mark", aside=True, filled=True)
REASON = SheetColumn("reason", Text("理由", "Reason"), aside=True, filled=True)
MARKS = (MARK, REASON)
"""The columns in which people say that a row stays as it is, or must go, and why."""


def school_cells(scenario: Scenario, side: str, code: str) -> dict[str, Cell]:
    """Return the cells of a school's columns; all but the code blank if it is not known."""
    school = scenario.schools.get(code)
    if school is None:
        return {f"{side}_code": code}
    unit = scenario.units[school.unit_code]
    return {
        f"{side}_city": unit.city,
        f"{side}_unit": county_name(unit),
        f"{side}_name": school.name,
        f"{side}_code": code,
    }


CITY_RUN = Text("市直", "run by the city")


def county_name(unit: Unit) -> Cell:
    """Return what stands in a column of counties beside the city; a city has schools of its own."""
    return CITY_RUN if unit.level == "city" else unit.name


AGREED = Text("已议定", "agreed")
HELD = Text("待定，暂按此", "undecided, kept for now")


def decided(scenario: Scenario, what: str, recipient: str, **named: str | None) -> Text | None:
    """Return what a required lock that names this row makes it: agreed, or held until it is agreed.

    Columns that the lock leaves blank fit anything; None if there is no such lock.
    """
    found = [
        lock
        for lock in _required(scenario).get((what, recipient), ())
        if all(getattr(lock, column) in (None, value) for column, value in named.items())
    ]
    if not found:
        return None
    return HELD if all(lock.provisional for lock in found) else AGREED


@lru_cache(maxsize=4)
def _required(scenario: Scenario) -> dict[tuple[str, str], list[Lock]]:
    found: dict[tuple[str, str], list[Lock]] = {}
    for lock in scenario.locks:
        if lock.force == "require":
            found.setdefault((lock.what, lock.recipient_school), []).append(lock)
    return found


def target_column(programme: str) -> UnitColumn:
    """Return the column with the targets that the quotas of a programme give, for comparison."""

    def targets(scenario: Scenario, plan: Plan) -> dict[str, int]:
        return {
            unit: sum(quota.target or 0 for quota in quotas)
            for (unit, of), quotas in scenario.quotas.items()
            if of == programme and any(quota.target is not None for quota in quotas)
        }

    word = WORDS["programme"][programme].label
    header = Text(f"{word.zh}目标", f"Target of {word.en}")
    return UnitColumn(f"{programme}_target", header, targets, optional=True)


def by_county(scenario: Scenario, code: str) -> tuple[str, str, str]:
    """Sort key of a school in a sheet: its city, its county, then its own code."""
    school = scenario.schools.get(code)
    return (*by_city(scenario, school.unit_code), code) if school else ("", "", code)


def by_city(scenario: Scenario, unit_code: str) -> tuple[str, str]:
    """Sort key of a unit in a sheet: its city by the first code in it, then its own code."""
    return (_first_codes(scenario)[scenario.units[unit_code].city], unit_code)


@lru_cache(maxsize=4)
def _first_codes(scenario: Scenario) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, unit in scenario.units.items():
        found.setdefault(unit.city, code)
    return found
