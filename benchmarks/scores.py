"""Writes a scenario of pairs alone with outside scores: every recipient school with every supporting one.

`python benchmarks/scores.py KIND FOLDER [SIZE]`, where KIND is pure, partners or loads. The same
numbers each time: they are drawn from a fixed seed.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from random import Random

KINDS = ("pure", "partners", "loads")
SIZE = 1000
SEED = 20210
SETTINGS = """name = "scores-{kind}"
title = "外部契合度示例（{kind}，数据为虚构）"
round = "2021-2025"
year = 2023
language = "zh"
seed = {seed}
time_limit_s = 60

[policy]
teams_per_county_min = 0
"""


def write(kind: str, folder: Path, size: int = SIZE) -> None:
    """Write a scenario of ``size`` schools a side, in one link.

    pure: one partner each. partners: each school has a least and a most number of partners.
    loads: each recipient school has one partner, and loads count against what a supporter can bear.
    """
    draw = Random(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenario.toml").write_text(SETTINGS.format(kind=kind, seed=SEED), encoding="utf-8")
    units = [("440103", "支援区", "甲市", "supporting"), ("440804", "受援区", "乙市", "recipient")]
    _table(
        folder,
        "units",
        ("unit_code", "name", "city", "level", "side"),
        ((code, name, city, "county", side) for code, name, city, side in units),
    )
    _table(
        folder,
        "links",
        ("supporting_unit", "recipient_unit", "level", "origin"),
        [("440103", "440804", "county", "illustrative")],
    )
    supporters = [f"99{i:08d}" for i in range(1, size + 1)]
    recipients = [f"99{i:08d}" for i in range(50_000_001, 50_000_001 + size)]
    _table(
        folder,
        "schools",
        ("school_code", "name", "unit_code", "stage", "pair_min", "pair_max", "load_max"),
        [
            *(
                (s, f"支援{s}", "440103", "primary", *_bounds(kind, "supporting", draw))
                for s in supporters
            ),
            *(
                (r, f"受援{r}", "440804", "primary", *_bounds(kind, "recipient", draw))
                for r in recipients
            ),
        ],
    )
    _table(
        folder,
        "pair_scores",
        ("recipient_school", "supporting_school", "affinity", "load"),
        (
            (r, s, draw.randint(0, 1000), draw.randint(5, 25) if kind == "loads" else "")
            for r, s in product(recipients, supporters)
        ),
    )


def _bounds(kind: str, side: str, draw: Random) -> tuple[int, int, int | str]:
    """Return pair_min, pair_max and load_max of a school."""
    if kind == "pure":
        return 1, 1, ""
    if kind == "partners":
        low = draw.randint(0, 2)
        return low, low + draw.randint(0, 3), ""
    return (1, 1, "") if side == "recipient" else (0, 5, draw.randint(10, 40))


def _table(
    folder: Path, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    write(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
