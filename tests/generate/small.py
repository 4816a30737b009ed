"""A source of two districts and two counties: the published figures of the province, cut down to them."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "scenarios" / "guangdong-2021"
KEPT = {"440103", "440104", "440804", "440823"}
CITIES = {"440100", "440800"}
GUANGZHOU, PROVINCE = "广州市", "广东省"
SHARED = ("schools", "kindergartens", "pupils", "children", "teachers")
"""Last words of the figures that are numbers of something, not ratios."""

Cells = dict[str, str]


def small_source(folder: Path) -> Path:
    """Write the source; the province wants 40 pairs and sends 30 people."""
    shutil.copytree(SOURCE, folder)
    towns: Counter[tuple[bool, bool]] = Counter()
    city = {x["code"]: x["city"] for x in _rows(folder / "facts" / "counties.csv")}
    for row in _rows(folder / "facts" / "towns.csv"):
        towns[city[row["county"]] == GUANGZHOU, row["county"] in KEPT] += 1
    share = {
        inside: towns[inside, True] / (towns[inside, True] + towns[inside, False])
        for inside in (True, False)
    }
    _filter(folder / "facts" / "towns.csv", lambda row: row["county"] in KEPT)
    _filter(folder / "facts" / "counties.csv", lambda row: row["code"] in KEPT)
    codes = KEPT | CITIES
    _filter(folder / "units.csv", lambda row: _first(row) in codes)
    _filter(folder / "links.csv", lambda row: set(list(row.values())[:2]) <= codes)
    _scale(folder / "facts" / "magnitudes.csv", share)
    settings = folder / "scenario.toml"
    said = settings.read_text(encoding="utf-8")
    said = re.sub(r"province_pairs = \{ value = 1000", "province_pairs = { value = 40", said)
    settings.write_text(re.sub(r"people = 1260", "people = 30", said), encoding="utf-8")
    return folder


def _scale(path: Path, share: dict[bool, float]) -> None:
    rows = _rows(path)
    here = {(x["area"], x["year"], x["indicator"]): float(x["value"]) for x in rows}
    for row in rows:
        factor = 10_000 if row["unit"].startswith("10k") else 1
        whole = float(row["value"])
        if not row["indicator"].endswith(SHARED) or row["indicator"].endswith("ratio"):
            continue
        inside = _in_guangzhou(here, row) / factor
        if row["area"] == GUANGZHOU:
            row["value"] = str(max(1, round(whole * share[True])))
        elif row["area"] == PROVINCE:
            row["value"] = str(inside * share[True] + (whole - inside) * share[False])
    _write(path, rows)


def _in_guangzhou(here: dict[tuple[str, str, str], float], row: Cells) -> float:
    """Return what of a figure of the province is 广州's; its pupils are those its teachers have."""
    stage = row["indicator"].split()[0]
    if row["indicator"] in ("primary pupils", "junior secondary pupils"):
        teachers = here.get((GUANGZHOU, row["year"], f"{stage} full-time teachers"), 0.0)
        return teachers * here.get((PROVINCE, row["year"], f"{stage} pupil-teacher ratio"), 0.0)
    return here.get((GUANGZHOU, row["year"], row["indicator"]), 0.0)


def _first(row: Cells) -> str:
    return next(iter(row.values()))


def _rows(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _filter(path: Path, kept: Callable[[Cells], bool]) -> None:
    _write(path, [row for row in _rows(path) if kept(row)])


def _write(path: Path, rows: list[Cells]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
