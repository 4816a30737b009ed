"""The page of measurements, put together from its tables and plots."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.report import plots, tables
from benchmarks.report.growth import Growth
from benchmarks.report.runs import Best, Run, grouped, newest

HEAD = """# Measurements

Made by `python -m benchmarks.report` from [results](results); do not edit. How to measure again, and
what each column means: [README.md](README.md). **All data are synthetic**: units and towns are real;
schools, needs and people are generated.

The least shortfall counts before points: a plan that misses more of what the rules ask for is worse,
whatever its points. The best bound is the best that any method proved about the same input. "Within
1 %" is the second at which the plan was that near to it; to know it then takes a proof of one's own,
whose times stand under "Where the time goes".
"""


def write_page(
    runs: Sequence[Run],
    page: Path,
    folder: Path,
    readings: Sequence[Run] = (),
    answers: Sequence[Run] = (),
    rounds: Iterable[str] = (),
) -> None:
    """Write the page, with the part about ``rounds``, and, into a folder beside it, its plots.

    ``answers`` are those to one change. A part for which nothing is measured yet is left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        old.unlink()
    parts = [
        HEAD,
        f"## Measured with\n\n{tables.machines([*runs, *readings])}\n",
        *_comparisons(runs, page, folder),
        *_growth(runs, page, folder),
        *_phases(runs, page, folder),
        *_readings(readings),
        *_answers(answers),
        *_seeds(runs),
        *_revisions(runs),
        *rounds,
    ]
    page.write_text("\n".join(parts), encoding="utf-8")


def _comparisons(runs: Sequence[Run], page: Path, folder: Path) -> Iterator[str]:
    for (case, data_seed), every in grouped(runs, "case", "data_seed").items():
        others = [run for run in every if not run.ours]
        if not others:
            continue
        # The program's own runs go on: those count that answered what the other ways were asked.
        mine = [run for run in every if run["input_hash"] == others[-1]["input_hash"]]
        last = [newest(each)[-1] for each in grouped(mine, "method").values()]
        best = Best.of(mine)
        yield f"## {_called(case, data_seed)}: against other ways\n"
        yield (
            f"{last[0]['links']} links, {last[0]['schools']} schools, {last[0]['people']} people; "
            f"{' / '.join(dict.fromkeys(x['time_limit_s'] for x in last))} s for each, one after "
            "the other, on the same machine. Every plan was judged by the same `verify`.\n"
        )
        yield tables.against(last, best) + "\n"
        name = f"{case}-{data_seed}".rstrip("-")
        if best is not None:
            yield (
                f"Best bound: {best.bound:,} points with a shortfall of {best.shortfall:,}, "
                "the least possible.\n"
            )
            plots.time_to_gap(last, best, folder / f"{name}-time-to-gap.svg")
            yield _image("Time to gap", page, folder / f"{name}-time-to-gap.svg")
        groups = {run["method"]: [run] for run in last if run["peak_mb"]}
        plots.memory(groups, folder / f"{name}-memory.svg")
        yield _image("Memory by method", page, folder / f"{name}-memory.svg")


def _growth(runs: Sequence[Run], page: Path, folder: Path) -> Iterator[str]:
    found = Growth.of(runs)
    if found is None:
        return
    yield "## Growth\n"
    yield (
        "Copies of the province, each from a data seed of its own, in one scenario under shared rows "
        f"over all. Medians at revision {found.revision}; the exponent *e* of *c · provinces^e* is fitted by "
        "least squares of logarithms.\n"
    )
    yield tables.growth(found) + "\n"
    plots.growing(found, folder / "growth.svg")
    yield _image("Growth of time and memory", page, folder / "growth.svg")


def _phases(runs: Sequence[Run], page: Path, folder: Path) -> Iterator[str]:
    said = tables.phases(runs)
    if not said:
        return
    yield "## Where the time goes\n"
    yield (
        "Medians of the revision measured last, in seconds. First plan and times to a proved gap "
        "count from the start of the solve.\n"
    )
    yield said + "\n"
    ours = grouped((x for x in runs if x.ours), "case")
    plots.memory({case: newest(x) for (case,), x in ours.items()}, folder / "memory.svg")
    yield _image("Memory by case", page, folder / "memory.svg")


def _readings(readings: Sequence[Run]) -> Iterator[str]:
    said = tables.readings(readings)
    if not said:
        return
    yield "## Reading alone\n"
    yield (
        "The same scenario as CSV tables, as one workbook, and as the workbooks that counties and cities "
        "send in: from the files to the validated scenario, every row accounted for. Medians of the "
        "revision measured last; memory of all processes at its peak. Asked for: one workbook in 8 s "
        "and 700 MB, those of the counties in 16 s.\n"
    )
    yield said + "\n"


def _answers(answers: Sequence[Run]) -> Iterator[str]:
    said = tables.whatif(answers)
    if not said:
        return
    yield "## One thing changed\n"
    yield (
        "A finished run, and one thing changed in one component, in each in turn: a pair of its plan "
        "forbidden, another one required, a person of its teams gone, one person fewer to be released by the "
        "school that sends them, one fewer to be sent by its unit. From the changed scenario to a verified "
        "plan with its proof, the run being open; what the change cannot touch is taken from the run. A seed "
        "in the name of the case is one of the data. Where hard rules clash there is no plan. Rows of the "
        "revision measured last.\n"
    )
    yield said + "\n"


def _seeds(runs: Sequence[Run]) -> Iterator[str]:
    for (case,), mine in grouped((x for x in runs if x.ours), "case").items():
        if len(grouped(newest(mine), "data_seed")) > 1:
            yield f"## {case}: other data seeds\n"
            yield tables.seeds(mine) + "\n"


def _revisions(runs: Sequence[Run]) -> Iterator[str]:
    ours = (run for run in runs if run.ours)
    for (case, data_seed), every in grouped(ours, "case", "data_seed").items():
        mine = _same_input(every)
        if len(grouped(mine, "revision")) > 1:
            yield f"## {_called(case, data_seed)}: before and after\n"
            yield (
                "The same input by each revision that was measured, the oldest first. Machines vary in speed "
                "from day to day; compare with care.\n"
            )
            yield tables.revisions(mine) + "\n"


def _called(case: str, data_seed: str) -> str:
    return f"{case}, data seed {data_seed}" if data_seed else case


def _same_input(runs: Sequence[Run]) -> list[Run]:
    """Return the runs on the input that was measured last: a generator may change what a seed makes."""
    return [run for run in runs if run["input_hash"] == runs[-1]["input_hash"]]


def _image(title: str, page: Path, path: Path) -> str:
    return f"![{title}]({path.relative_to(page.parent).as_posix()})\n"
