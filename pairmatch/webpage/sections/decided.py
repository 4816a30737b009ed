"""What was decided, in a few large numbers, and what of it was asked: targets against reached."""

from __future__ import annotations

from collections.abc import Iterable

from pairmatch.webpage.charts import BLUE, Series, lying
from pairmatch.webpage.content import Cell, Fact, Grid, Part, Section
from pairmatch.webpage.numbers import count, share
from pairmatch.webpage.rows import Place, TaskRow
from pairmatch.webpage.sections.cells import counted, counts, said, words
from pairmatch.webpage.sections.measured import judged
from pairmatch.webpage.view import View


def decided(view: View) -> Section:
    """Return the section with what was decided."""
    rows = view.rows
    moves = (*rows.pairs, *rows.sent, *rows.placed)
    facts = (
        (len(rows.pairs), "对", view.say("学校结对", "School pairs")),
        (len({move.team for move in rows.sent}), "个", view.say("支教团队", "Support teams")),
        (len(rows.sent), "人", view.say("派出支教", "People sent")),
        (len(rows.placed), "人次", view.say("跟岗学习", "Shadow placements")),
        (_units(x.supporting for x in moves), "个", view.say("支援单位", "Supporting units")),
        (
            _units(x.recipient for x in moves),
            "个",
            view.say("受援县（市、区）", "Recipient units"),
        ),
    )
    part = Part(
        facts=tuple(Fact(count(number), view.say(unit, ""), text) for number, unit, text in facts)
    )
    return Section("decided", view.say("定了什么", "What was decided"), (part,))


def _units(places: Iterable[Place]) -> int:
    return len({(place.city, place.unit) for place in places})


def targets(view: View) -> Section:
    """Return the section with every task: what is asked, what is done."""
    named = [(*view.task(task.name, task.unit), task) for task in view.rows.tasks]
    asked = [(name, task) for name, _, task in named if task.asked]
    says = view.say("各项任务完成率", "Share of each task that is done")
    bars = Series(says, tuple(_percent(task) for _, task in asked), BLUE)
    rows = tuple(
        (
            *words(name, unit),
            *counts(task.asked, task.done),
            *(_share(task) if task.asked else words("—", "—")),
            Cell(_places(view, task)),
        )
        for name, unit, task in named
    )
    heads = (
        *said(view.say("任务", "Task"), view.say("单位", "Unit")),
        *counted(
            view.say("应完成", "Asked"),
            view.say("已完成", "Done"),
            view.say("完成率", "Share"),
            view.say("还差", "Missing"),
        ),
        *said(view.say("未完成的单位", "Places that miss it")),
    )
    grid = Grid(view.say("任务完成情况", "Tasks asked and done"), heads, rows)
    charts = (
        (lying([name for name, _ in asked], [bars], says, percent=True, labelled=True),)
        if asked
        else ()
    )
    parts = (Part(charts=charts, grids=(grid,)), judged(view))
    return Section("targets", view.say("任务与完成", "Targets and what is reached"), parts)


def _percent(task: TaskRow) -> float:
    """Return the share done for a bar, cut off at one digit as in the table."""
    asked = task.asked or 1
    return (1000 * (asked - task.missing) // asked) / 10


def _share(task: TaskRow) -> tuple[Cell, ...]:
    asked = task.asked or 0
    return words(share(asked - task.missing, asked), count(task.missing))


def _places(view: View, task: TaskRow) -> str:
    return view.listed(task.places) + (view.say(" 等", ", …") if task.more else "")
