"""A synthetic scenario of nothing but pairs: two cities, some schools each, a score for every pair."""

from __future__ import annotations

import csv
import tomllib
from importlib.metadata import version
from pathlib import Path
from random import Random

from pairmatch.generate.chance import rounded
from pairmatch.generate.folder import (
    RECORD,
    filled_folder,
    fingerprint,
    refuse_foreign,
    write_record,
    write_table,
)
from pairmatch.io.read import SETTINGS_FILE
from pairmatch.schema import Link, School, Unit

GIVING, TAKING = "240100", "240200"
FULL = 1000
SETTINGS = """# Synthetic data, made by pairmatch: every pair of schools has a score from outside.
name = "pairing-{size}"
title = "{size} × {size} 所学校结对（均为合成）"
round = "2021-2025"
year = 2021
language = "zh"
seed = {seed}
time_limit_s = 120

[policy]
recipient_pair_max = 1
supporting_pair_max = 1
"""


def generate_pairing(target: Path, size: int, seed: int) -> None:
    """Write a scenario of ``size`` schools on each side with all their scores.

    A score is a school's own worth on either side and chance, in equal parts. An earlier generated
    folder is replaced; raises FileExistsError for a folder that holds anything else.
    """
    refuse_foreign(target)
    rng = Random(f"{seed}/pairing/{size}")
    givers, takers = (_schools(unit, size) for unit in (GIVING, TAKING))
    with filled_folder(target) as new:
        said = SETTINGS.format(size=size, seed=seed)
        (new / SETTINGS_FILE).write_text(said, encoding="utf-8")
        write_table(new, "units", [_unit(GIVING, "甲市"), _unit(TAKING, "乙市")])
        link = {"supporting_unit": GIVING, "recipient_unit": TAKING}
        link |= {"level": "city", "origin": "illustrative"}
        write_table(new, "links", [Link.model_validate(link)])
        write_table(new, "schools", [*givers, *takers])
        _write_scores(new, givers, takers, rng)
        write_record(new, _record(size, seed), {"pairs": size * size})


def is_current_pairing(target: Path, size: int, seed: int) -> bool:
    """Whether a target holds what :func:`generate_pairing` would write now."""
    if not (target / RECORD).exists():
        return False
    record = tomllib.loads((target / RECORD).read_text(encoding="utf-8"))
    return {**record, "counts": None} == {**_record(size, seed), "counts": None}


def _record(size: int, seed: int) -> dict[str, str | int]:
    source = fingerprint([Path(__file__)])
    return {"seed": seed, "version": version("pairmatch"), "source": source, "size": size}


def _unit(code: str, name: str) -> Unit:
    side = "supporting" if code == GIVING else "recipient"
    return Unit.model_validate(
        {"unit_code": code, "name": name, "city": name, "level": "city", "side": side}
    )


def _schools(unit: str, size: int) -> list[School]:
    return [
        School(
            school_code=f"99{unit[2:]}{i:04d}",
            name=f"合成第{i}小学",
            unit_code=unit,
            stage="primary",
            run_by="city",
            tags="合成",
        )
        for i in range(1, size + 1)
    ]


def _write_scores(folder: Path, givers: list[School], takers: list[School], rng: Random) -> None:
    """Write a million rows, if need be, without holding them."""
    worth = {x.school_code: rng.random() for x in (*givers, *takers)}
    with (folder / "pair_scores.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["受援学校代码", "支援学校代码", "契合度"])
        for taker in takers:
            for giver in givers:
                mean = (worth[taker.school_code] + worth[giver.school_code]) / 4 + rng.random() / 2
                score = rounded(rng, FULL * mean)
                writer.writerow([taker.school_code, giver.school_code, score])
