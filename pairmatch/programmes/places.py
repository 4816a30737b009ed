"""How every sheet names a school: county with its city, name and code in the same columns."""

from __future__ import annotations

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Cell, SheetColumn, UnitColumn
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import WORDS

SIDES: dict[str, Text] = {
    "supporting": Text("支援", "Supporting "),
    "recipient": Text("受援", "Recipient "),
}


def school_columns(side: str, *, reads: str, host: bool = False) -> tuple[SheetColumn, ...]:
    """Return the columns that name a school; its code is read back to the plan column ``reads``."""
    word = Text("跟岗", "Host ") if host else SIDES[side]
    return (
        SheetColumn(f"{side}_unit", Text(f"{word.zh}县(市、区)", f"{word.en}county"), names=True),
        SheetColumn(f"{side}_name", Text(f"{word.zh}学校", f"{word.en}school"), names=True),
        SheetColumn(
            f"{side}_code",
            Text(f"{word.zh}学校代码", f"{word.en}school code"),
            reads=reads,
            kind="code",
        ),
    )


def school_cells(scenario: Scenario, side: str, code: str) -> dict[str, Cell]:
    """Return the cells of :func:`school_columns` for one school; blank if it is not known."""
    school = scenario.schools.get(code)
    if school is None:
        return {f"{side}_code": code}
    return {
        f"{side}_unit": scenario.unit_name(school.unit_code),
        f"{side}_name": school.name,
        f"{side}_code": code,
    }


AGREED = Text("已议定", "agreed")


def is_agreed(scenario: Scenario, what: str, recipient: str, **named: str | None) -> bool:
    """Whether a required lock names this row; columns that the lock leaves blank fit anything."""
    return any(
        lock.what == what
        and lock.force == "require"
        and lock.recipient_school == recipient
        and all(getattr(lock, column) in (None, value) for column, value in named.items())
        for lock in scenario.locks
    )


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


def by_county(scenario: Scenario, code: str) -> tuple[str, str]:
    """Sort key of a school in a sheet: its county, then its own code."""
    school = scenario.schools.get(code)
    return (school.unit_code if school else "", code)
