"""Summary 汇总: the tasks of the year, who misses them, and which posts are scarce."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.plan import Plan
from pairmatch.programmes.room import Cell, Room, SheetColumn, Task
from pairmatch.report.names import name_of, place_of
from pairmatch.report.page import Block, Page, year_line
from pairmatch.report.scarce import scarcities
from pairmatch.result import Result
from pairmatch.scenario import Scenario

_UNIT = SheetColumn("unit", Text("单位", "Unit"))
_TASK = SheetColumn("task", Text("任务", "Task"))

TASK_COLUMNS: tuple[SheetColumn, ...] = (
    _TASK,
    _UNIT,
    SheetColumn("asked", Text("应完成", "Asked"), kind="number"),
    SheetColumn("done", Text("已完成", "Done"), kind="number"),
    SheetColumn("rate", Text("完成率", "Share"), kind="number"),
    SheetColumn("missing", Text("未达标", "Missed")),
)
MISSED_COLUMNS: tuple[SheetColumn, ...] = (
    _TASK,
    SheetColumn("place", Text("县(市、区)", "County")),
    SheetColumn("missing", Text("差额", "Short by"), kind="number"),
    _UNIT,
    SheetColumn("school", Text("学校", "School")),
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


def _rate(task: Task) -> str:
    """Share done in percent, cut off and not rounded, so that 999 of 1,000 is not 100 %."""
    if not task.asked:
        return "—"
    tenths = 1000 * min(task.done, task.asked) // task.asked
    return f"{tenths // 10}.{tenths % 10}%"


def _missing(task: Task) -> Text:
    count, lacking = len(task.missing), task.asked - task.done
    if not count and lacking > 0:
        return Text(f"共差 {lacking}", f"{lacking} in all")
    if not count:
        return Text("无", "none")
    short = sum(amount for _, amount in task.missing)
    return Text(f"{count} 个单位，共差 {short}", f"{count} places, {short} in all")


def _task_row(task: Task) -> Mapping[str, Cell]:
    return {
        "task": task.name,
        "unit": task.unit,
        "asked": task.asked or None,
        "done": task.done,
        "rate": _rate(task),
        "missing": _missing(task),
    }


def _missed_rows(scenario: Scenario, tasks: Sequence[Task]) -> list[Mapping[str, Cell]]:
    return [
        {
            "task": task.name,
            "place": place_of(scenario, (one,)),
            "missing": amount,
            "unit": task.unit,
            "school": None if one in scenario.units else name_of(scenario, one, "zh"),
        }
        for task in tasks
        for one, amount in task.missing
    ]


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


def summary(scenario: Scenario, plan: Plan, result: Result, rooms: Sequence[Room]) -> Page:
    """Fill in the first page: what an official is asked about, and nothing technical."""
    tasks = [task for room in rooms if room.tasks for task in room.tasks(scenario, plan)]
    line, round_ = year_line(scenario), scenario.settings.round
    return Page(
        key="summary",
        name=Text("汇总", "Summary"),
        title=Text(f"{result.title}汇总表", f"{result.title}: summary"),
        line=Text(f"轮次：{round_}　　{line.zh}", f"Round: {round_}    {line.en}"),
        remarks=(Text(f"方案结论：{result.said('zh')}。", f"The plan: {result.said('en')}."),),
        blocks=(
            Block(
                "tasks",
                TASK_COLUMNS,
                tuple(map(_task_row, tasks)),
                Text("一、任务完成情况", "1. Tasks"),
            ),
            Block(
                "missed",
                MISSED_COLUMNS,
                tuple(_missed_rows(scenario, tasks)),
                Text("二、未达标清单", "2. Tasks missed"),
            ),
            Block(
                "scarce",
                POST_COLUMNS,
                tuple(_post_rows(scenario, plan)),
                Text("三、紧缺岗位", "3. Scarce posts"),
            ),
        ),
    )
