"""The tables of the page, each as Markdown; '' where there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from benchmarks.report.growth import Growth
from benchmarks.report.runs import Best, Run, grouped, middle, newest

PHASES = ("read_s", "validate_s", "build_s", "solve_s", "name_s", "verify_s", "export_s", "total_s")
GAPS = ("first_plan_s", "gap_1_s", "gap_0.1_s", "gap_0.01_s")
WITHIN = (1.0, 0.1, 0.01)
NEVER = "—"
ASKED_S = 2.0
"""Seconds that an answer to one change may take."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first to the right."""
    marks = ["---", *["---:"] * (len(header) - 1)]
    lines = [header, marks, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def seconds(value: float | None) -> str:
    """Return seconds as the page says them."""
    if value is None:
        return NEVER
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def percent(value: float | None) -> str:
    """Return a percentage with three digits that matter."""
    return NEVER if value is None else f"{value:.3g}"


def against(runs: Sequence[Run], best: Best | None) -> str:
    """Return the methods on one input side by side."""
    rows = []
    for run in runs:
        value, shortfall = run.whole("value"), run.whole("shortfall")
        behind = best.behind(value) if best and value is not None else None
        times = [best.reached(run, x) if best else None for x in WITHIN]
        rows.append(
            (
                run["method"],
                run["status"],
                NEVER if shortfall is None else f"{shortfall:,}",
                NEVER if value is None else f"{value:,}",
                percent(behind),
                f"{int(run['bound']):,}" if run["bound"] else NEVER,
                *(seconds(at) for at in times),
                seconds(run.number("total_s")),
                run["peak_mb"] or NEVER,
            )
        )
    within = [f"within {x:g} %, s" for x in WITHIN]
    header = ("method", "result", "shortfall", "points", "behind the best bound, %", "own bound")
    return table((*header, *within, "total, s", "memory, MB"), rows)


def growth(found: Growth) -> str:
    """Return sizes, medians and fitted exponents."""
    measures = list(found.fits)
    header = ("provinces", "links", "schools", "people", "runs", "gap, %", *map(_named, measures))
    rows = []
    for n, runs in found.runs.items():
        sizes = (f"{int(runs[0][x]):,}" for x in ("links", "schools", "people"))
        gap = percent(middle(runs, "gap_percent"))
        amounts = (
            f"{x:,.0f}" if (x := middle(runs, m) or 0) >= 10 else f"{x:.2f}" for m in measures
        )
        rows.append((str(n), *sizes, str(len(runs)), gap, *amounts))
    exponents = (f"**{found.fits[m][1]:.2f}**" for m in measures)
    rows.append(("**fitted exponent**", *[""] * 5, *exponents))
    return table(header, rows)


def phases(runs: Sequence[Run]) -> str:
    """Return where the time of pairmatch goes, by case, at the revision of each case measured last."""
    rows = []
    for (case,), mine in grouped((x for x in runs if x.ours), "case").items():
        last = newest(mine)
        times = (seconds(middle(last, x)) for x in (*PHASES, *GAPS))
        rows.append((case, str(len(last)), *times))
    return table(("case", "runs", *map(_named, (*PHASES, *GAPS))), rows) if rows else ""


def readings(runs: Sequence[Run]) -> str:
    """Return what reading takes, by case, at the revision of each case measured last."""
    measures = ("read_s", "validate_s", "total_s", "cpu_s", "peak_mb")
    rows = []
    for (case,), each in grouped(runs, "case").items():
        last = newest(each)
        sizes = (f"{int(last[-1]['rows']):,}", last[-1]["files"], last[-1]["files_mb"])
        spent = (seconds(middle(last, x)) for x in measures)
        rows.append((case, *sizes, str(len(last)), *spent))
    header = ("case", "rows", "files", "files, MB", "runs", *map(_named, measures))
    return table(header, rows) if rows else ""


def whatif(answers: Sequence[Run]) -> str:
    """Return what answers took by case and change, those measured last: how many, and how long."""
    rows = []
    for (case, change), each in grouped(answers, "case", "change").items():
        last = newest(each)
        spent = sorted(x.number("answer_s") or 0.0 for x in last)
        gaps = [x.number("gap_percent") for x in last if x["gap_percent"]]
        rows.append(
            (
                f"{case}: {change}",
                str(len(last)),
                str(sum(x["status"] in ("proved", "bounded") for x in last)),
                str(sum(x <= ASKED_S for x in spent)),
                *(seconds(x) for x in (median(spent), spent[9 * len(spent) // 10], spent[-1])),
                percent(max((x for x in gaps if x is not None), default=None)),
            )
        )
    header = ("change", "asked", "planned", f"within {ASKED_S:g} s", "middle, s")
    return (
        table((*header, "nine of ten within, s", "most, s", "widest gap, %"), rows) if rows else ""
    )


def seeds(runs: Sequence[Run]) -> str:
    """Return one case over the seeds of its data, with the least, middle and most of each column."""
    last = newest(runs)
    by_seed = grouped(last, "data_seed")
    columns = ("solve_s", *GAPS, "total_s", "peak_mb")
    rows = [
        (
            seed,
            each[-1]["shortfall"],
            f"{int(each[-1]['value']):,}",
            percent(each[-1].number("gap_percent")),
            *(seconds(middle(each, x)) for x in columns),
        )
        for (seed,), each in sorted(by_seed.items(), key=lambda x: int(x[0][0] or 0))
    ]
    for name, pick in (("least", min), ("middle", median), ("most", max)):
        cells = [_over(last, column, pick) for column in ("gap_percent", *columns)]
        rows.append((f"**{name}**", "", "", percent(cells[0]), *map(seconds, cells[1:])))
    header = ("data seed", "shortfall", "points", "gap, %", *map(_named, columns))
    return table(header, rows)


def _over(runs: Sequence[Run], column: str, pick: Callable[[list[float]], float]) -> float | None:
    """Return the least, middle or most of a column, None where it is blank in some run."""
    known = [x for run in runs if (x := run.number(column)) is not None]
    return pick(known) if len(known) == len(runs) else None


def revisions(runs: Sequence[Run]) -> str:
    """Return one input over the revisions of the program, in the order in which they were measured."""
    columns = ("solve_s", *GAPS, "total_s", "peak_mb")
    rows = [
        (
            revision or NEVER,
            str(len(each)),
            each[-1]["shortfall"],
            f"{int(each[-1]['value']):,}",
            percent(middle(each, "gap_percent")),
            *(seconds(middle(each, x)) for x in columns),
        )
        for (revision,), each in grouped(runs, "revision").items()
    ]
    header = ("revision", "runs", "shortfall", "points", "gap, %", *map(_named, columns))
    return table(header, rows)


def machines(runs: Sequence[Run]) -> str:
    """Return every machine and set of versions that anything here was measured with."""
    columns = ("system", "cpu", "cores", "python", "ortools", "pairmatch")
    known = [run for run in runs if run["ortools"]]
    rows = [(*key, str(len(each))) for key, each in grouped(known, *columns).items()]
    return table((*columns, "runs"), rows)


def _named(column: str) -> str:
    words = {"first": "first plan", "peak": "memory, MB", "cpu": "processors"}
    first = column.split("_")[0]
    if first == "gap":
        return f"to {column.split('_')[1]} %, s"
    return words.get(first, first) + ("" if first == "peak" else ", s")
