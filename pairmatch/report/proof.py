"""Proof 参数与证明: every number a plan rests on, what is proved about it, and by which route."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Cell, SheetColumn
from pairmatch.programmes.rule import Rule, order_of
from pairmatch.report.names import clause_of, listed, units_named
from pairmatch.report.page import Block, Page, year_line
from pairmatch.result import ComponentResult, Level, Result
from pairmatch.scenario import Scenario
from pairmatch.settings import Given, Number, NumberValue
from pairmatch.vocabulary import WORDS

Rows = tuple[Mapping[str, Cell], ...]

NO_LIMIT = Text("不限", "no limit")
TRUTHS = {True: Text("是", "yes"), False: Text("否", "no")}

NAME = Text("参数与证明", "Numbers and proof")
"""The name of the page."""
INPUT, PLAN = Text("输入摘要", "Input hash"), Text("方案摘要", "Plan hash")
"""The items of the page that say which run a workbook is of."""

_CODE = SheetColumn("code", Text("代码", "Code"), kind="code")
_SAYS = SheetColumn("says", Text("内容", "What it is"))
_VALUE = SheetColumn("value", Text("数值", "Value"), kind="number")
_WHY = SheetColumn("why", Text("依据或理由", "Ground"))


def _words(value: NumberValue | None) -> Cell:
    if value is None:
        return NO_LIMIT
    if isinstance(value, bool):
        return TRUTHS[value]
    if isinstance(value, tuple):
        labels = [WORDS["term"][term].label for term in value]
        return Text(listed("zh", (x.zh for x in labels)), listed("en", (x.en for x in labels)))
    return value


def _why(given: Given) -> str:
    return "；".join(filter(None, (given.document, given.reason)))


def _run(plan: Plan, result: Result) -> Block:
    facts: tuple[tuple[Text, Cell], ...] = (
        (Text("情景", "Scenario"), result.scenario),
        (Text("结论", "Conclusion"), Text(result.said("zh"), result.said("en"))),
        (Text("未达标量", "Shortfall"), result.shortfall),
        (Text("未达标量下限", "Least shortfall"), result.shortfall_bound),
        (Text("得分", "Value"), result.value),
        (Text("得分上限", "Bound"), result.bound),
        (Text("差距", "Gap"), f"{result.gap_percent}%"),
        (INPUT, result.input_hash),
        (PLAN, plan.hash),
        (Text("随机种子", "Seed"), result.seed),
        *((Text(name, name), version) for name, version in result.versions),
    )
    columns = (SheetColumn("code", Text("项目", "Item")), _SAYS)
    rows: Rows = tuple({"code": name, "says": value} for name, value in facts)
    return Block("run", columns, rows, Text("一、运行与证明", "1. Run and proof"))


def _terms(result: Result) -> Block:
    columns = (
        _CODE,
        _SAYS,
        SheetColumn("value", Text("数量", "Amount"), kind="number"),
        SheetColumn("weight", Text("权重", "Weight"), kind="number"),
        SheetColumn("points", Text("得分", "Points"), kind="number", total=True),
    )
    rows: Rows = tuple(
        {
            "code": term.code,
            "says": term.says,
            "value": term.amount,
            "weight": term.weight,
            "points": term.points,
        }
        for term in result.terms
    )
    return Block("terms", columns, rows, Text("二、目标得分", "2. Points by term"))


def _numbers(scenario: Scenario, numbers: Sequence[Number]) -> Block:
    columns = (_CODE, _SAYS, _VALUE, SheetColumn("clause", Text("条款", "Clause")), _WHY)
    given = scenario.settings.numbers
    rows: Rows = tuple(
        {
            "code": number.name,
            "says": number.title,
            "value": _words(given[number.name].value),
            "clause": clause_of(given[number.name].clause),
            "why": _why(given[number.name]),
        }
        for number in numbers
        if number.name in given
    )
    return Block("numbers", columns, rows, Text("三、政策参数", "3. Policy numbers"))


def _limits(scenario: Scenario) -> Block:
    """Say what each unit, and then what all units of a side together, may spend."""
    units, sides = scenario.units, WORDS["total"]
    columns = (
        SheetColumn("code", Text("单位代码", "Unit code"), kind="code"),
        SheetColumn("says", Text("单位", "Unit")),
        SheetColumn("people", Text("人数上限", "People"), kind="number"),
        SheetColumn("money", Text("经费上限（元）", "Yuan"), kind="number"),
    )
    rows: Rows = tuple(
        {
            "code": code if code in units else None,
            "says": scenario.unit_name(code) if code in units else sides[code].label,
            "people": _words(limit.people),
            "money": _words(limit.money),
        }
        for code, limit in sorted(scenario.settings.limits.items())
    )
    heading = Text("四、人数和经费上限", "4. Limits on people and money")
    return Block("limits", columns, rows, heading)


def _weights(scenario: Scenario, says: Mapping[str, Text]) -> Block:
    rows: Rows = tuple(
        {"code": code, "says": says.get(code), "value": _words(given.value), "why": _why(given)}
        for code, given in sorted(scenario.settings.weights.items(), key=lambda x: order_of(x[0]))
    )
    return Block("weights", (_CODE, _SAYS, _VALUE, _WHY), rows, Text("五、权重", "5. Weights"))


def _forces(scenario: Scenario, rules: Sequence[Rule]) -> Block:
    columns = (
        _CODE,
        _SAYS,
        SheetColumn("force", Text("性质", "Force"), words="rule_force"),
        SheetColumn("usual", Text("通常", "Usually"), words="rule_force"),
    )
    forces = scenario.settings.forces
    rows: Rows = tuple(
        {
            "code": rule.code,
            "says": rule.says,
            "usual": rule.force,
            "force": forces.get(rule.code, rule.force),
        }
        for rule in rules
    )
    return Block("forces", columns, rows, Text("六、规则性质", "6. Forces of the rules"))


def _components(scenario: Scenario, parts: Sequence[ComponentResult]) -> Block:
    columns = (
        SheetColumn("status", Text("状态", "Status")),
        SheetColumn("units", Text("单位", "Units")),
        SheetColumn("shortfall", Text("未达标量", "Shortfall"), kind="number", total=True),
        SheetColumn("least", Text("未达标量下限", "Least shortfall"), kind="number", total=True),
        SheetColumn("value", Text("得分", "Value"), kind="number", total=True),
        SheetColumn("bound", Text("得分上限", "Bound"), kind="number", total=True),
        SheetColumn("route", Text("求解途径", "Route")),
    )
    words = {"proved": Text("已证明最优", "proved optimal"), "bounded": Text("可行", "feasible")}
    rows: Rows = tuple(
        {
            "status": words[part.status],
            "units": units_named(scenario, part.units),
            "shortfall": part.shortfall,
            "least": part.shortfall_bound,
            "value": part.value,
            "bound": part.bound,
            "route": _route(part),
        }
        for part in parts
    )
    return Block("components", columns, rows, Text("七、各结对片的证明", "7. Proof by component"))


def _levels(scenario: Scenario, levels: Sequence[Level]) -> Block:
    """Say what each county was given first, where the worst county comes first."""
    columns = (
        SheetColumn("unit", Text("受援县", "Recipient county")),
        SheetColumn("level", Text("满足率底线（‰）", "Coverage, at least (‰)"), kind="number"),
        SheetColumn("proved", Text("已证明", "Proved")),
    )
    rows: Rows = tuple(
        {"unit": scenario.unit_name(x.county), "level": x.level, "proved": TRUTHS[x.proved]}
        for x in levels
    )
    heading = Text("八、各县底线（最差县优先）", "8. Floors of counties (worst first)")
    return Block("levels", columns, rows, heading)


def _route(part: ComponentResult) -> Cell:
    if not part.reused:
        return part.route
    return Text(f"{part.route}（沿用上次运行）", f"{part.route} (from the earlier run)")


def proof(
    scenario: Scenario,
    plan: Plan,
    result: Result,
    rules: Sequence[Rule],
    says: Mapping[str, Text],
    numbers: Sequence[Number],
) -> Page:
    """Fill in the last page; ``says`` gives the sentence of every code that has a weight."""
    return Page(
        key="proof",
        name=NAME,
        title=NAME,
        line=year_line(scenario),
        blocks=(
            _run(plan, result),
            _terms(result),
            _numbers(scenario, numbers),
            _limits(scenario),
            _weights(scenario, says),
            _forces(scenario, rules),
            _components(scenario, result.components),
            *((_levels(scenario, result.levels),) if result.levels else ()),
        ),
    )
