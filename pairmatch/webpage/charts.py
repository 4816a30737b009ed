"""Charts as ECharts options: bars along categories, and lines over years; nothing but the numbers.

Options are plain JSON values: no text of the data is ever read as markup or code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pairmatch.webpage.content import Chart, Key

FONT = (
    '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", '
    '"WenQuanYi Micro Hei", SimSun, sans-serif'
)
INK, GREY, LINE = "#1a1a1a", "#595959", "#d0d0d0"
BLUE, ORANGE, SILVER = "#0b5394", "#e69f00", "#bdbdbd"
COLOURS = (BLUE, "#d55e00", "#009e73", "#56b4e9", ORANGE, "#cc79a7", "#7f7f7f", "#8c6d31")
"""Okabe and Ito's colours, that people of every colour vision tell apart; the first one darker."""
_ROW, _AXIS = 26, 40
_COLUMNS_HIGH = 260
_TREND_HIGH = 220


@dataclass(frozen=True)
class Series:
    """One series of numbers, a None where there is none."""

    name: str
    values: tuple[float | None, ...]
    colour: str


def _base(says: str) -> dict[str, Any]:
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": says}},
        "textStyle": {"fontFamily": FONT, "fontSize": 12, "color": INK},
        "grid": {"left": 8, "right": 44, "top": 20, "bottom": 8, "containLabel": True},
        "tooltip": {
            "trigger": "axis",
            "renderMode": "richText",
            "axisPointer": {"type": "shadow"},
            "confine": True,
        },
    }


def _names(categories: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(categories),
        "axisTick": {"show": False},
        "axisLine": {"lineStyle": {"color": GREY}},
        "axisLabel": {"color": INK, "interval": 0, "hideOverlap": False},
    }


def _numbers(*, percent: bool = False) -> dict[str, Any]:
    return {
        "type": "value",
        "axisLabel": {
            "color": GREY,
            "hideOverlap": True,
            "formatter": "{value}%" if percent else "{value}",
        },
        "splitLine": {"lineStyle": {"color": LINE}},
        **({"min": 0, "max": 100} if percent else {"min": 0, "minInterval": 1}),
    }


def _legend(series: Sequence[Series]) -> tuple[Key, ...]:
    return tuple(Key(one.colour, one.name) for one in series) if len(series) > 1 else ()


def lying(
    categories: Sequence[str],
    series: Sequence[Series],
    says: str,
    *,
    percent: bool = False,
    labelled: bool = False,
) -> Chart:
    """Return bars that lie, one for each category from the top down, series stacked.

    They are ``labelled`` with their numbers where no two of them stand in one row.
    """
    bars = [
        {
            "type": "bar",
            "name": one.name,
            "stack": "all",
            "data": list(one.values),
            "barMaxWidth": 18,
            "itemStyle": {"color": one.colour},
            "label": {
                "show": labelled,
                "position": "right",
                "color": INK,
                "formatter": "{c}%" if percent else "{c}",
            },
        }
        for one in series
    ]
    options = {
        **_base(says),
        "xAxis": _numbers(percent=percent),
        "yAxis": {**_names(categories), "inverse": True},
        "series": bars,
    }
    return Chart(options, _AXIS + _ROW * len(categories), says, _legend(series))


def standing(categories: Sequence[str], series: Sequence[Series], says: str) -> Chart:
    """Return bars that stand, those of the series side by side; for distributions."""
    bars = [
        {
            "type": "bar",
            "name": one.name,
            "data": [value or None for value in one.values],
            "barCategoryGap": "25%",
            "barMaxWidth": 56,
            "itemStyle": {"color": one.colour},
            "label": {"show": True, "position": "top", "color": INK, "fontSize": 11},
        }
        for one in series
    ]
    options = {
        **_base(says),
        "xAxis": _names(categories),
        "yAxis": _numbers(),
        "series": bars,
    }
    return Chart(options, _COLUMNS_HIGH, says, _legend(series))


def over_time(
    times: Sequence[str], values: Sequence[float | None], title: str, *, percent: bool
) -> Chart:
    """Return one line over years, every point labelled."""
    line = {
        "type": "line",
        "name": title,
        "data": list(values),
        "symbol": "circle",
        "symbolSize": 7,
        "lineStyle": {"color": BLUE, "width": 2},
        "itemStyle": {"color": BLUE},
        "label": {
            "show": True,
            "position": "top",
            "color": INK,
            "fontSize": 11,
            "formatter": "{c}%" if percent else "{c}",
        },
    }
    options = {
        **_base(title),
        "xAxis": _names(times),
        "yAxis": _numbers(percent=percent),
        "series": [line],
    }
    return Chart(options, _TREND_HIGH, title)
