"""The table of objectives: a column a plan, a row a measure, and the difference to the plan of the total."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from pairmatch.errors import Lang, Text
from pairmatch.metrics.says import shown
from pairmatch.prices.objectives import NAMES, Choice, Compared, metrics_shown
from pairmatch.prices.start import Start
from pairmatch.report.names import listed, names_of
from pairmatch.scenario import Scenario

HEAD = Text("先顾什么，各要付出什么", "What comes first, and what that costs")
NOTE = Text(
    "各方案都已核验；分数和档分一律按“总分”的权重计。",
    "The plans are verified; points and bands are counted with the weights of the total.",
)
ROWS: tuple[tuple[Text, Callable[[Choice], int]], ...] = (
    (Text("未达标量", "Shortfall"), lambda x: x.shortfall),
    (Text("得分（总分所求）", "Points (what the total is after)"), lambda x: x.points),
    (Text("档分（分档均衡所求）", "Band points (what bands are after)"), lambda x: x.bands),
)
WORST = Text("最差的县", "The worst county")
LOWEST = Text("满足率最低的五县（%）", "The five lowest counties (%)")
OPEN = Text(
    "时限内未能全部证明，可加大 --time-limit。", "Not all is proved in time, see --time-limit."
)
LATE = Text("时限内没有得到方案，可加大 --time-limit：", "No plan in time, see --time-limit: ")
COLON = Text("：", ": ")
FEW = 5


def show_compared(console: Console, start: Start, found: Compared, lang: Lang) -> None:
    """Print the table."""
    some = found.choices
    console.print(start.scenario.settings.title, style="bold", markup=False, soft_wrap=True)
    console.print(HEAD.say(lang), style="bold")
    table = Table(box=box.SIMPLE)
    # Chinese has no spaces to wrap at: without a fold the end of a long cell would be lost.
    table.add_column("", overflow="fold", no_wrap=True)
    for one in some:
        table.add_column(NAMES[one.objective].say(lang), justify="right", overflow="fold")
    for words, number in ROWS:
        first = number(some[0])
        table.add_row(words.say(lang), *(_beside(number(x), first) for x in some))
    for metric in metrics_shown():
        unit = f" ({metric.unit.say(lang)})" if metric.unit.say(lang) else ""
        cells = (shown(metric, x.measured[metric.code].value) for x in some)
        table.add_row(metric.name.say(lang) + unit, *cells)
    table.add_row(WORST.say(lang), *(_worst(start.scenario, x, lang) for x in some))
    table.add_row(LOWEST.say(lang), *(_lowest(start.scenario, x) for x in some))
    console.print(table)
    for one in some:
        said = f"{NAMES[one.objective].say(lang)}{COLON.say(lang)}{one.result.said(lang)}"
        console.print(said, markup=False, soft_wrap=True)
    console.print(NOTE.say(lang), markup=False, soft_wrap=True)
    if any(not level.proved for one in some for level in one.result.levels):
        console.print(OPEN.say(lang), markup=False, soft_wrap=True)
    if found.late:
        names = listed(lang, (NAMES[name].say(lang) for name in found.late))
        console.print(LATE.say(lang) + names, markup=False, soft_wrap=True)


def _beside(number: int, first: int) -> str:
    change = number - first
    return f"{number:,}" + (f" ({change:+,})".replace("-", "−") if change else "")


def _worst(scenario: Scenario, one: Choice, lang: Lang) -> str:
    at = one.measured["worst_county"].at
    more = Text(f" 等 {len(at)} 个", f" and {len(at) - 1} more").say(lang)
    return names_of(scenario, at[:1], lang) + (more if len(at) > 1 else "")


def _lowest(scenario: Scenario, one: Choice) -> str:
    counties = {unit.unit_code for unit in scenario.recipient_counties}
    [metric] = [x for x in metrics_shown() if x.code == "need_coverage"]
    parts = one.measured[metric.code].parts.items()
    found = sorted(part for unit, part in parts if unit in counties)
    return " ".join(shown(metric, part) for part in found[:FEW])


def compared_json(found: Compared, lang: Lang) -> dict[str, Any]:
    """Return the plans as JSON values, for scripts: measures exactly, as fractions in text."""
    plans = [_json(one, lang) for one in found.choices]
    return {"objectives": plans, "late": list(found.late)}


def _json(one: Choice, lang: Lang) -> dict[str, Any]:
    return {
        "objective": one.objective,
        "says": NAMES[one.objective].say(lang),
        "status": one.result.status,
        "value": one.result.value,
        "bound": one.result.bound,
        "shortfall": one.shortfall,
        "points": one.points,
        "bands": one.bands,
        "measured": {
            code: {"value": None if x.value is None else str(x.value), "at": list(x.at)}
            for code, x in one.measured.items()
        },
        "levels": [
            {"county": x.county, "level": x.level, "proved": x.proved} for x in one.result.levels
        ],
    }
