"""The plots of the page as small SVG files, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

from benchmarks.report.growth import Growth
from benchmarks.report.runs import Best, Run, middle
from pairmatch.bench.row import OURS

mpl.rcParams.update(
    {
        "svg.hashsalt": OURS,
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "grid.alpha": 0.3,
    }
)
COLOURS: Mapping[str, str] = {
    OURS: "#c0392b",
    "greedy": "#7f8c8d",
    "cpsat": "#2471a3",
    "highs": "#1e8449",
    "flow": "#2471a3",
    "networkx": "#1e8449",
}
LEAST_PERCENT = 0.001
"""Gaps below this are drawn at it: a logarithm has no zero."""


def time_to_gap(runs: Sequence[Run], best: Best, path: Path) -> None:
    """Draw how far the plan of each method was behind the best proved bound, second by second.

    Full lines are plans with the least shortfall; a hollow mark is a plan that misses more.
    """
    axes = _axes()
    for run in runs:
        colour = COLOURS[run["method"]]
        points: list[tuple[float, float]] = []
        for x in run.plans:
            if x.value is not None and x.shortfall == best.shortfall:
                behind = max(LEAST_PERCENT, best.behind(x.value))
                # A plan once found is not forgotten for a worse one.
                points.append((max(0.01, x.seconds), min([behind, *(y for _, y in points[-1:])])))
        if points:
            axes.step(*zip(*points, strict=True), where="post", color=colour, label=run["method"])
            axes.plot(*zip(points[-1], strict=True), "o", color=colour)
        elif run["value"]:
            label = f"{run['method']} (shortfall {run['shortfall']}, not {best.shortfall})"
            where = (run.number("solve_s") or 0.01, best.behind(int(run["value"])))
            axes.plot(*([x] for x in where), "o", color=colour, fillstyle="none", label=label)
        else:
            axes.plot([], [], color=colour, label=f"{run['method']} (no plan)")
    axes.set(xscale="log", yscale="log")
    axes.set(xlabel="seconds of solving", ylabel="behind the best proved bound, %")
    _plain(axes.xaxis)
    axes.legend(frameon=False)
    _save(path)


def growing(found: Growth, path: Path) -> None:
    """Draw time in all and memory over the number of provinces, with the fitted lines."""
    _, both = pyplot.subplots(1, 2, figsize=(7.2, 3))
    for axes, measure, unit in zip(both, ("total_s", "peak_mb"), ("s", "MB"), strict=True):
        sizes = list(found.runs)
        for n, runs in found.runs.items():
            amounts = [run.number(measure) for run in runs]
            axes.plot([n] * len(amounts), amounts, "o", color=COLOURS[OURS], fillstyle="none")
        if measure in found.fits:
            constant, exponent = found.fits[measure]
            line = [constant * n**exponent for n in sizes]
            axes.plot(sizes, line, color=COLOURS[OURS], label=f"exponent {exponent:.2f}")
            axes.legend(frameon=False)
        axes.set(xscale="log", yscale="log", xlabel="provinces", ylabel=f"{measure[:-2]}, {unit}")
        axes.set_ylabel("from files to workbook, s" if unit == "s" else "memory at its peak, MB")
        axes.set_xticks(sizes, [str(n) for n in sizes])
        axes.xaxis.set_minor_locator(NullLocator())
        _plain(axes.yaxis)
    _save(path)


def memory(groups: Mapping[str, Sequence[Run]], path: Path) -> None:
    """Draw the peak of memory of each method, or case, as bars."""
    axes = _axes(height=0.5 + 0.35 * len(groups))
    names = list(groups)[::-1]
    amounts = [middle(groups[name], "peak_mb") or 0 for name in names]
    axes.barh(names, amounts, color=COLOURS[OURS], height=0.6)
    axes.set(xlabel="memory of all processes at its peak, MB")
    axes.grid(False, axis="y")
    _save(path)


def _axes(height: float = 3.2) -> Axes:
    return pyplot.subplots(figsize=(6.4, max(1.6, height)))[1]


def _plain(axis: Axis) -> None:
    """Write 1, 2, 5, 10, 20, ... along a logarithmic axis: powers overlap, and are read slowly."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))


def _save(path: Path) -> None:
    pyplot.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    pyplot.savefig(path, metadata={"Date": None, "Creator": None})
    pyplot.close()
