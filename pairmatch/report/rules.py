"""Rules: which demands a plan keeps (规则核对) and where it does not (例外清单)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.programmes.rule import Rule, Violation
from pairmatch.report.names import clause_of, names_of, place_of
from pairmatch.report.page import Block, Page, year_line
from pairmatch.scenario import Scenario
from pairmatch.settings import Force
from pairmatch.structure import SAYS as STRUCTURE_SAYS
from pairmatch.verify import Verification

_NOT_CHECKED = Text("未核对：各表的行对不上", "not checked: the rows do not hang together")

KINDS: Mapping[Force, Text] = {
    "hard": Text("违反", "broken"),
    "relaxable": Text("未达标", "shortfall"),
    "principle": Text("例外", "exception"),
    "preference": Text("未择优", "not preferred"),
}
"""What a breach is called, by the force of its rule."""

_CODE = SheetColumn("code", Text("规则", "Rule"), kind="code")
_CLAUSE = SheetColumn("clause", Text("条款", "Clause"))
_SENTENCE = SheetColumn("sentence", Text("规定", "Sentence"))

EXCEPTION_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("kind", Text("类别", "Kind")),
    _CODE,
    _CLAUSE,
    _SENTENCE,
    SheetColumn("place", Text("县(市、区)", "County")),
    SheetColumn("where", Text("涉及", "Where")),
    SheetColumn("found", Text("实际", "Found"), kind="number"),
    SheetColumn("expected", Text("应为", "Expected")),
    SheetColumn("amount", Text("数量", "Amount"), kind="number"),
    SheetColumn("reason", Text("原因", "Reason")),
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


def _breach_row(
    scenario: Scenario, rule: Rule | None, kind: Text, breach: Violation
) -> Mapping[str, Cell]:
    return {
        "kind": kind,
        "code": breach.rule,
        "clause": clause_of(rule.clause) if rule else None,
        "sentence": rule.says if rule else STRUCTURE_SAYS,
        "place": place_of(scenario, breach.ids),
        "where": Text(*(names_of(scenario, breach.ids, lang) for lang in ("zh", "en"))),
        "found": breach.found,
        "expected": breach.expected,
        "amount": breach.amount,
        "reason": breach.reason,
    }


def exceptions(scenario: Scenario, verification: Verification, rules: Sequence[Rule]) -> Page:
    """Fill in the list of every breach: what must never be, shortfalls, exceptions, preferences."""
    by_code = {rule.code: rule for rule in rules}
    found = (
        (KINDS["hard"], verification.hard),
        (KINDS["relaxable"], verification.shortfalls),
        (KINDS["principle"], verification.exceptions),
        (KINDS["preference"], verification.missed),
    )
    rows = tuple(
        _breach_row(scenario, by_code.get(breach.rule), kind, breach)
        for kind, breaches in found
        for breach in breaches
    )
    return Page(
        key="exceptions",
        name=Text("例外清单", "Exceptions"),
        title=Text("未达标和例外清单", "Shortfalls and exceptions"),
        line=year_line(scenario),
        blocks=(Block("exceptions", EXCEPTION_COLUMNS, rows),),
    )


def _checked(force: Force, breaches: Sequence[Violation]) -> Text:
    if not breaches:
        return Text("符合", "kept")
    kind, count = KINDS[force], len(breaches)
    return Text(f"{kind.zh} {count}", f"{kind.en} {count}")


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
        row |= {
            "force": force,
            "checked": _checked(force, breaches),
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
