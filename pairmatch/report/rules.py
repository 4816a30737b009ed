"""Rules: which demands a plan keeps (规则核对), and where it does not (未达标清单, 例外清单)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from pairmatch.approvals import COLUMNS
from pairmatch.errors import Text
from pairmatch.programmes.places import by_city, county_name
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.programmes.sentences import joined
from pairmatch.report.names import clause_of, names_of, unit_of
from pairmatch.report.page import Block, Page, year_line
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval
from pairmatch.settings import Force
from pairmatch.structure import SAYS as STRUCTURE_SAYS
from pairmatch.verify import Verification
from pairmatch.vocabulary import LANGS

_NOT_CHECKED = Text("未核对：各表的行对不上", "not checked: the rows do not hang together")

KINDS: Mapping[Force, Text] = {
    "hard": Text("违反", "broken"),
    "relaxable": Text("未达标", "shortfall"),
    "principle": Text("例外", "exception"),
    "preference": Text("未择优", "not preferred"),
}
"""What a breach is called, by the force of its rule."""
APPROVED = Text("批准的例外", "approved exception")
"""What a breach is called that an approval lets be, whatever the force of its rule."""
IDLE = Text("没有用到的批准", "approval not used")
"""What an approval is called that the plan does without."""

_CODE = SheetColumn("code", Text("规则", "Rule"), kind="code")
_CLAUSE = SheetColumn("clause", Text("条款", "Clause"))
_SENTENCE = SheetColumn("sentence", Text("规定", "Sentence"))

BREACH_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("city", Text("市", "City")),
    SheetColumn("place", Text("县(市、区)", "County")),
    SheetColumn("kind", Text("类别", "Kind")),
    _CODE,
    _SENTENCE,
    SheetColumn("where", Text("涉及", "Where")),
    SheetColumn("found", Text("实际", "Found"), kind="number"),
    SheetColumn("expected", Text("应为", "Expected")),
    SheetColumn("amount", Text("数量", "Amount"), kind="number"),
    SheetColumn("reason", Text("原因", "Reason")),
    replace(_CLAUSE, aside=True),
)
RULE_COLUMNS: tuple[SheetColumn, ...] = (
    _CODE,
    _CLAUSE,
    _SENTENCE,
    SheetColumn("force", Text("性质", "Force"), words="rule_force"),
    SheetColumn("checked", Text("核对结果", "Checked")),
    SheetColumn("amount", Text("数量", "Amount"), kind="number"),
    SheetColumn("unit", Text("单位", "Unit")),
)


Rows: TypeAlias = tuple[Mapping[str, Cell], ...]
Breaches: TypeAlias = Iterable[Violation]


def breach_rows(
    scenario: Scenario, rules: Sequence[Rule], forces: Mapping[str, Force], breaches: Breaches
) -> Rows:
    """One row a breach: what must never be comes first, the others by city, county and kind."""
    by_code = {rule.code: rule for rule in rules}
    kinds = tuple(KINDS)

    def order(breach: Violation) -> tuple[bool, tuple[str, ...], int]:
        unit = unit_of(scenario, breach.ids)
        force = forces.get(breach.rule, "hard")
        return (force != "hard", by_city(scenario, unit) if unit else (), kinds.index(force))

    return tuple(
        {
            **_place_cells(scenario, unit_of(scenario, breach.ids)),
            "kind": KINDS[forces.get(breach.rule, "hard")],
            "code": breach.rule,
            **_rule_cells(by_code.get(breach.rule)),
            "where": Text(*(names_of(scenario, breach.ids, lang) for lang in LANGS)),
            "found": breach.found,
            "expected": breach.expected,
            "amount": breach.amount,
            "reason": breach.reason,
        }
        for breach in sorted(breaches, key=order)
    )


def approved_rows(
    scenario: Scenario, rules: Sequence[Rule], forces: Mapping[str, Force], breaches: Breaches
) -> Rows:
    """One row a breach that an approval lets be, with who approved it; never called kept."""
    rows = breach_rows(scenario, rules, forces, breaches)
    return tuple({**row, "kind": APPROVED} for row in rows)


def _idle_rows(scenario: Scenario, rules: Sequence[Rule], idle: Iterable[Approval]) -> Rows:
    """One row an approval that nothing in the plan needs: what it names, and who gave it."""
    by_code = {rule.code: rule for rule in rules}
    found: list[tuple[tuple[str, ...], Mapping[str, Cell]]] = []
    for row in idle:
        ids = [getattr(row, name) or "" for name in COLUMNS]
        unit = unit_of(scenario, ids)
        cells: Mapping[str, Cell] = {
            **_place_cells(scenario, unit),
            "kind": IDLE,
            "code": row.rule,
            **_rule_cells(by_code.get(row.rule)),
            "where": Text(*(names_of(scenario, ids, lang) for lang in LANGS)),
            "reason": Text(f"批准：{row.said}", f"approved: {row.said}"),
        }
        found.append((by_city(scenario, unit) if unit else (), cells))
    return tuple(cells for _, cells in sorted(found, key=lambda x: x[0]))


def _place_cells(scenario: Scenario, unit: str | None) -> dict[str, Cell]:
    found = scenario.units[unit] if unit else None
    return {"city": found.city, "place": county_name(found)} if found else {}


def _rule_cells(rule: Rule | None) -> dict[str, Cell]:
    """Return the cells of a rule; without one, those of rows that do not hang together."""
    if rule is None:
        return {"sentence": STRUCTURE_SAYS}
    return {"clause": clause_of(rule.clause), "sentence": rule.says}


def shortfalls(scenario: Scenario, verification: Verification, rules: Sequence[Rule]) -> Page:
    """Fill in the list of what falls short, headed by what must never be."""
    found = (*verification.hard, *verification.shortfalls)
    rows = breach_rows(scenario, rules, verification.forces, found)
    return Page(
        key="shortfalls",
        name=Text("未达标清单", "Shortfalls"),
        title=Text("未达标清单", "Shortfalls"),
        line=year_line(scenario),
        blocks=(Block("shortfalls", BREACH_COLUMNS, rows),),
    )


def exceptions(scenario: Scenario, verification: Verification, rules: Sequence[Rule]) -> Page:
    """Fill in the list of approvals, used or not, departures from principles, and preferences not met."""
    found = (*verification.exceptions, *verification.missed)
    rows = (
        *approved_rows(scenario, rules, verification.forces, verification.approved),
        *_idle_rows(scenario, rules, verification.idle),
        *breach_rows(scenario, rules, verification.forces, found),
    )
    return Page(
        key="exceptions",
        name=Text("例外清单", "Exceptions"),
        title=Text("例外清单", "Exceptions"),
        line=year_line(scenario),
        blocks=(Block("exceptions", BREACH_COLUMNS, rows, parted="city"),),
    )


def _checked(force: Force, breaches: Sequence[Violation], approved: int) -> Text:
    said = [(KINDS[force], len(breaches)), (APPROVED, approved)]
    told = [Text(f"{kind.zh} {count}", f"{kind.en} {count}") for kind, count in said if count]
    return joined(told) if told else Text("符合", "kept")


def _rule_row(rule: Rule, verification: Verification) -> Mapping[str, Cell]:
    row: dict[str, Cell] = {
        "code": rule.code,
        "clause": clause_of(rule.clause),
        "sentence": rule.says,
        "force": rule.force,
        "checked": Text("本方案未启用", "not active"),
    }
    if verification.structure:
        row["checked"] = _NOT_CHECKED
    elif rule.code in verification.violations:
        force, breaches = verification.forces[rule.code], verification.violations[rule.code]
        approved = sum(breach.rule == rule.code for breach in verification.approved)
        row |= {
            "force": force,
            "checked": _checked(force, breaches, approved),
            "unit": rule.unit,
            "amount": sum(breach.amount for breach in breaches),
        }
    return row


def rule_check(scenario: Scenario, verification: Verification, rules: Sequence[Rule]) -> Page:
    """Fill in the page with one row for each rule, in policy order."""
    return Page(
        key="rules",
        name=Text("规则核对", "Rules checked"),
        title=Text("规则核对表", "Rules checked"),
        line=year_line(scenario),
        blocks=(
            Block("rules", RULE_COLUMNS, tuple(_rule_row(rule, verification) for rule in rules)),
        ),
    )
