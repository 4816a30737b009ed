"""Summary 汇总: tasks, what is missed by rule and by city, which posts are scarce; nothing technical."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Cell, Room, SheetColumn, Task
from pairmatch.programmes.rule import Rule
from pairmatch.report.counties import UnitCounts
from pairmatch.report.names import listed, place_of, unit_of
from pairmatch.report.page import Block, Page, year_line
from pairmatch.report.rules import KINDS
from pairmatch.report.scarce import scarcities
from pairmatch.result import Result
from pairmatch.scenario import Scenario
from pairmatch.structure import SAYS as STRUCTURE_SAYS
from pairmatch.verify import Verification

TASK_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("task", Text("任务", "Task")),
    SheetColumn("unit", Text("单位", "Unit")),
    SheetColumn("asked", Text("应完成", "Asked"), kind="number"),
    SheetColumn("done", Text("已完成", "Done"), kind="number"),
    SheetColumn("rate", Text("完成率", "Share"), kind="number"),
    SheetColumn("missing", Text("未达标", "Missed")),
)
MISSED_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("kind", Text("类别", "Kind")),
    SheetColumn("code", Text("规则", "Rule"), kind="code"),
    SheetColumn("count", Text("处数", "Places"), kind="number"),
    SheetColumn("amount", Text("数量", "Amount"), kind="number"),
    SheetColumn("sentence", Text("规定", "Sentence")),
)
POST_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("role", Text("岗位", "Role"), words="role"),
    SheetColumn("subject", Text("学科", "Subject"), words="subject"),
    SheetColumn("asked", Text("需求（人）", "Asked (people)"), kind="number", total=True),
    SheetColumn("filled", Text("已满足", "Filled"), kind="number", total=True),
    SheetColumn(
        "possible", Text("现有人员最多可满足", "At most possible"), kind="number", total=True
    ),
    SheetColumn("worst", Text("缺额最大的县(市、区)", "County that lacks most")),
)
CITY = SheetColumn("city", Text("受援市", "Recipient city"))
CITY_COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("relaxable", Text("未达标（处）", "Shortfalls"), kind="number", total=True),
    SheetColumn("principle", Text("例外（处）", "Exceptions"), kind="number", total=True),
)
NAMED = 3
"""How many of the places that miss a task are named on the first page."""
ELSEWHERE = Text("支援方、全省", "supporting side, province")


def _rate(task: Task) -> str:
    """Share done in percent, cut off and not rounded, so that 999 of 1,000 is not 100 %."""
    if not task.asked:
        return "—"
    tenths = 1000 * min(task.done, task.asked) // task.asked
    return f"{tenths // 10}.{tenths % 10}%"


def _missing(scenario: Scenario, task: Task) -> Text:
    """Say how much of a task is missing, and name the places that miss most."""
    lacking = task.asked - task.done
    if not task.missing:
        return Text(f"共差 {lacking}", f"{lacking} in all") if lacking > 0 else Text("无", "none")
    by_place: Counter[str] = Counter()
    for one, amount in task.missing:
        by_place[place_of(scenario, (one,))] += amount
    most = sorted(by_place.items(), key=lambda x: -x[1])[:NAMED]
    names, more = [f"{place} {amount}" for place, amount in most], len(by_place) > NAMED
    return Text(
        f"{len(task.missing)} 个单位，共差 {by_place.total()}"
        f"（{listed('zh', names)}{' 等' if more else ''}）",
        f"{len(task.missing)} places, {by_place.total()} in all "
        f"({listed('en', names)}{', …' if more else ''})",
    )


def _task_row(scenario: Scenario, task: Task) -> Mapping[str, Cell]:
    return {
        "task": task.name,
        "unit": task.unit,
        "asked": task.asked or None,
        "done": task.done,
        "rate": _rate(task),
        "missing": _missing(scenario, task),
    }


def _missed_rows(
    scenario: Scenario, verification: Verification, rules: Sequence[Rule]
) -> list[Mapping[str, Cell]]:
    """One row a rule that is not wholly kept, what must never be first."""
    says = {rule.code: rule.says for rule in rules}
    rows: list[Mapping[str, Cell]] = []
    for kind, breaches in (
        (KINDS["hard"], verification.hard),
        (KINDS["relaxable"], verification.shortfalls),
        (KINDS["principle"], verification.exceptions),
        (KINDS["preference"], verification.missed),
    ):
        for code in dict.fromkeys(breach.rule for breach in breaches):
            mine = [breach for breach in breaches if breach.rule == code]
            rows.append(
                {
                    "kind": kind,
                    "code": code,
                    "count": len(mine),
                    "amount": sum(breach.amount for breach in mine),
                    "sentence": says.get(code, STRUCTURE_SAYS),
                }
            )
    return rows


def _city_rows(
    scenario: Scenario, counts: UnitCounts, verification: Verification
) -> list[Mapping[str, Cell]]:
    """One row a recipient city; what is missed on the supporting side, or by all, comes last."""
    cities: dict[str, Counter[str]] = {}
    for unit, numbers in counts.rows.items():
        cities.setdefault(scenario.units[unit].city, Counter()).update(numbers)
    elsewhere: Counter[str] = Counter()
    for key, breaches in (
        ("relaxable", verification.shortfalls),
        ("principle", verification.exceptions),
    ):
        for breach in breaches:
            home = scenario.units.get(unit_of(scenario, breach.ids) or "")
            inside = home is not None and home.side == "recipient"
            (cities[home.city] if home and inside else elsewhere)[key] += 1
    keys = [column.key for column in (*counts.columns, *CITY_COLUMNS)]
    rows: list[Mapping[str, Cell]] = [
        {"city": city, **{key: numbers[key] for key in keys}} for city, numbers in cities.items()
    ]
    return [*rows, {"city": ELSEWHERE, **elsewhere}] if elsewhere else rows


def _post_rows(scenario: Scenario, plan: Plan) -> list[Mapping[str, Cell]]:
    rows: list[Mapping[str, Cell]] = []
    for found in scarcities(scenario, plan):
        place, count = scenario.unit_name(found.worst_unit), found.worst_missing
        rows.append(
            {
                "role": found.role,
                "subject": found.subject or None,
                "asked": found.asked,
                "filled": found.filled,
                "possible": found.possible,
                "worst": Text(f"{place}（缺 {count}）", f"{place} ({count} missing)"),
            }
        )
    return rows


def summary(
    scenario: Scenario,
    plan: Plan,
    result: Result,
    verification: Verification,
    counts: UnitCounts,
    rooms: Sequence[Room],
    rules: Sequence[Rule],
) -> Page:
    """Fill in the first page: what an official is asked about, two sheets of paper at most."""
    tasks = [task for room in rooms if room.tasks for task in room.tasks(scenario, plan)]
    line, round_ = year_line(scenario), scenario.settings.round
    return Page(
        key="summary",
        name=Text("汇总", "Summary"),
        title=Text(f"{result.title}汇总表", f"{result.title}: summary"),
        line=Text(f"轮次：{round_}　　{line.zh}", f"Round: {round_}    {line.en}"),
        remarks=(Text(f"方案结论：{result.said('zh')}。", f"The plan: {result.said('en')}."),),
        upright=True,
        blocks=(
            Block(
                "tasks",
                TASK_COLUMNS,
                tuple(_task_row(scenario, task) for task in tasks),
                Text("一、任务完成情况", "1. Tasks"),
            ),
            Block(
                "missed",
                MISSED_COLUMNS,
                tuple(_missed_rows(scenario, verification, rules)),
                Text("二、未达标和例外", "2. Shortfalls and exceptions"),
            ),
            Block(
                "cities",
                (CITY, *counts.columns, *CITY_COLUMNS),
                tuple(_city_rows(scenario, counts, verification)),
                Text("三、各受援市情况", "3. Recipient cities"),
            ),
            Block(
                "scarce",
                POST_COLUMNS,
                tuple(_post_rows(scenario, plan)),
                Text("四、紧缺岗位", "4. Scarce posts"),
            ),
        ),
    )
