"""Distance of pairs and load of supporting schools and units: how they are distributed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from pairmatch.programmes.metric import Metric
from pairmatch.webpage.charts import BLUE, COLOURS, ORANGE, Series, standing
from pairmatch.webpage.content import Cell, Grid, Part, Section
from pairmatch.webpage.numbers import count, decimal, percentile, share
from pairmatch.webpage.rows import Move
from pairmatch.webpage.sections.cells import counted, counts, said, shaded, summed, words
from pairmatch.webpage.sections.measured import named
from pairmatch.webpage.view import View

BINS = 12
"""At most so many bars for distances."""
_WIDTHS = (10, 20, 50, 100, 200, 500)


def spread(view: View) -> Section:
    """Return the section with the distributions of distance and of load."""
    heading = view.say("距离和负担", "Distance and load")
    return Section("spread", heading, (_distance(view), _schools(view), _units(view)))


def _distance(view: View) -> Part:
    far = [move.km for move in view.rows.pairs if move.km is not None]
    heading = view.say("结对学校的距离", "Distance of school pairs")
    if not far:
        nothing = view.say("没有坐标，距离不详。", "Distances are not known.")
        return Part(heading, (nothing,))
    width = next((x for x in _WIDTHS if max(far) // x < BINS), _WIDTHS[-1])
    bins = Counter(km // width for km in far)
    names = [f"{at * width}–{(at + 1) * width - 1}" for at in range(max(bins) + 1)]
    numbers = [bins[at] for at in range(max(bins) + 1)]
    says = view.say("结对数，按距离（公里）", "Number of pairs by distance (km)")
    rows = tuple(
        (*words(name), *counts(number), Cell(share(number, len(far))))
        for name, number in zip(names, numbers, strict=True)
    )
    heads = (
        *said(view.say("距离（公里）", "Distance (km)")),
        *counted(view.say("结对（对）", "Pairs"), view.say("占比", "Share")),
    )
    mean, most = decimal(Fraction(sum(far), len(far)), 0), percentile(far, 90)
    sentence = view.say(
        f"平均 {mean} 公里；九成不超过 {most} 公里；最远 {max(far)} 公里。",
        f"{mean} km on average; nine of ten at most {most} km; the farthest {max(far)} km.",
    )
    chart = standing(names, [Series(says, tuple(numbers), BLUE)], says)
    return Part(heading, (sentence,), charts=(chart,), grids=(Grid(says, heads, rows),))


def _schools(view: View) -> Part:
    """How many supporting schools carry one, two, three … pairs, people sent, people hosted."""
    rows = view.rows
    named = (
        (view.say("结对（对）", "pairs"), rows.pairs, BLUE),
        (view.say("派出支教（人）", "people sent"), rows.sent, ORANGE),
        (view.say("接收跟岗（人次）", "people hosted"), rows.placed, COLOURS[2]),
    )
    loads = [Counter(_loads(moves).values()) for _, moves, _ in named]
    most = max((max(load) for load in loads if load), default=0)
    amounts = range(1, most + 1)
    says = view.say(
        "支援学校数，按承担的数量", "Number of supporting schools by how much they carry"
    )
    series = [
        Series(name, tuple(load[x] for x in amounts), colour)
        for (name, _, colour), load in zip(named, loads, strict=True)
    ]
    table = tuple(
        (Cell(str(amount)), *counts(*(load[amount] for load in loads))) for amount in amounts
    )
    heads = (
        *said(view.say("每校承担", "Carried by a school")),
        *counted(*(view.say(f"{name}：学校数", f"schools, {name}") for name, _, _ in named)),
    )
    total = (
        *words(view.say("合计", "Total")),
        *counts(*(load.total() for load in loads)),
    )
    names = [str(amount) for amount in amounts]
    charts = (standing(names, series, says),) if most else ()
    heading = view.say("支援学校的负担", "Load of supporting schools")
    return Part(heading, charts=charts, grids=(Grid(says, heads, table, total),))


def _loads(moves: Sequence[Move]) -> Counter[str]:
    return Counter(move.supporting.code for move in moves)


def _units(view: View) -> Part:
    """Every supporting unit with what it carries, and the metrics of its load, the heaviest darkest."""
    rows = view.rows
    moved = (rows.pairs, rows.sent, rows.placed)
    loads = [Counter((x.supporting.city, x.supporting.unit) for x in moves) for moves in moved]
    schools: dict[tuple[str, str], set[str]] = {}
    for move in (move for moves in moved for move in moves):
        place = (move.supporting.city, move.supporting.unit)
        schools.setdefault(place, set()).add(move.supporting.code)
    units = sorted(schools, key=lambda x: (x[0], -loads[1][x], x[1]))
    numbers = [(len(schools[x]), *(load[x] for load in loads)) for x in units]
    metrics = [(metric, found) for metric, found in _loaded(view, units) if any(found)]
    cells = [shaded(metric, found) for metric, found in metrics]
    heads = (
        *said(view.say("支援市", "City"), view.say("支援单位", "Supporting unit")),
        *counted(
            view.say("承担任务的学校", "Schools that carry something"),
            view.say("结对（对）", "Pairs"),
            view.say("派出支教（人）", "People sent"),
            view.say("接收跟岗（人次）", "People hosted"),
            *(named(view, metric) for metric, _ in metrics),
        ),
    )
    lines = tuple(
        (*words(city, view.translated(unit)), *counts(*row), *(column[at] for column in cells))
        for at, ((city, unit), row) in enumerate(zip(units, numbers, strict=True))
    )
    total = words(view.say("合计", "Total"), "", *map(count, summed(numbers)), *[""] * len(cells))
    heading = view.say("支援单位的负担", "Load of supporting units")
    grid = Grid(heading, heads, lines, total if units else (), stubs=2, dense=True)
    return Part(heading, grids=(grid,))


def _loaded(
    view: View, units: Sequence[tuple[str, str]]
) -> Iterator[tuple[Metric, list[Fraction | None]]]:
    """Yield the metrics about supporters with the value of each unit."""
    for metric in view.metrics:
        measured = view.main.metrics.metrics.get(metric.code)
        if metric.topic == "supporters" and metric.parted == "unit" and metric.better and measured:
            yield metric, [measured.parts.get(view.unit_code(*unit)) for unit in units]
