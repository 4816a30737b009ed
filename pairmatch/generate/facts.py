"""The public facts that a synthetic province is made from, read from the `facts` folder."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

STREET = "街道"
KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Town:
    """A unit of the fourth level; coordinates are known for 东莞 and 中山 only."""

    code: str
    county: str
    name: str
    street: bool
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class County:
    """A county-level unit; 东莞 and 中山 are one each. Flags are '1', '0' or '' for not known."""

    code: str
    city: str
    name: str
    side: str
    lat: float
    lon: float
    centre: tuple[float, float]
    area_km2: float
    flags: Mapping[str, str]
    towns: tuple[Town, ...]

    @property
    def is_city(self) -> bool:
        """Whether the unit is a city whose towns stand in for counties (东莞, 中山)."""
        return self.code.endswith("00")


@dataclass(frozen=True)
class Pairing:
    """A pairing that a public page supports."""

    level: Literal["city", "county"]
    supporter_city: str
    supporter: str
    recipient_city: str
    recipient: str
    document: str


@dataclass(frozen=True)
class Figure:
    """One published number: where, when, what, and whose word it is."""

    area: str
    period: str
    indicator: str
    value: float
    unit: str
    source: str


@dataclass(frozen=True)
class Facts:
    """Everything read from the `facts` folder."""

    counties: Mapping[str, County]
    pairings: tuple[Pairing, ...]
    figures: tuple[Figure, ...]
    periods: Mapping[str, tuple[float, float]]

    @cached_property
    def recipients(self) -> tuple[County, ...]:
        """The recipient counties in code order."""
        return tuple(x for x in self.counties.values() if x.side == "recipient")

    @cached_property
    def supporters(self) -> tuple[County, ...]:
        """The supporting districts and the two cities of towns, in code order."""
        return tuple(x for x in self.counties.values() if x.side == "supporter")

    @cached_property
    def cities(self) -> dict[str, tuple[County, ...]]:
        """All county-level units by city, those on neither side included."""
        found: dict[str, list[County]] = defaultdict(list)
        for county in self.counties.values():
            found[county.city].append(county)
        return {city: tuple(units) for city, units in found.items()}

    def published(self, area: str, indicator: str) -> float:
        """Return a figure of 2021 as a plain number, whatever unit it is published in."""
        for figure in self.figures:
            if (figure.area, figure.period, figure.indicator) == (area, "2021", indicator):
                return figure.value
        raise KeyError(f"no figure of 2021 for {area}: {indicator}")


def read_facts(folder: Path) -> Facts:
    """Read the facts that stand beside a scenario."""
    towns: dict[str, list[Town]] = defaultdict(list)
    for row in _rows(folder / "towns.csv"):
        place = (float(row["lat"]), float(row["lon"])) if row["lat"] else (None, None)
        street = row["kind"] == STREET
        towns[row["county"]].append(Town(row["code"], row["county"], row["name"], street, *place))
    counties = [_county(row, towns[row["code"]]) for row in _rows(folder / "counties.csv")]
    return Facts(
        counties={x.code: x for x in sorted(counties, key=lambda x: x.code)},
        pairings=tuple(_pairing(row) for row in _rows(folder / "pairings.csv")),
        figures=(
            *(_magnitude(row) for row in _rows(folder / "magnitudes.csv")),
            *(_scale(row) for row in _rows(folder / "support_scale.csv")),
        ),
        periods={row["subject"]: _weekly(row) for row in _rows(folder / "weekly_periods.csv")},
    )


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Return whole metres between two places (latitude, longitude), flat enough for a province."""
    north = (a[0] - b[0]) * KM_PER_DEGREE
    east = (a[1] - b[1]) * KM_PER_DEGREE * math.cos(math.radians((a[0] + b[0]) / 2))
    return round(1000 * math.hypot(north, east))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _county(row: Mapping[str, str], towns: list[Town]) -> County:
    names = ("former_soviet", "old_revolutionary", "ethnic_autonomous")
    return County(
        code=row["code"],
        city=row["city"],
        name=row["name"],
        side=row["side"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        centre=(float(row["centre_lat"]), float(row["centre_lon"])),
        area_km2=float(row["area_km2"]),
        flags={name: row[name] for name in names},
        towns=tuple(sorted(towns, key=lambda x: x.code)),
    )


def _pairing(row: Mapping[str, str]) -> Pairing:
    said = f"[{row['basis']}] {row['source']}; {row['period']}"
    return Pairing(
        level="city" if row["level"] == "city" else "county",
        supporter_city=row["supporter_city"],
        supporter=row["supporter_unit"],
        recipient_city=row["recipient_city"],
        recipient=row["recipient_unit"],
        document=f"{said}; {row['note']}" if row["note"] else said,
    )


def _magnitude(row: Mapping[str, str]) -> Figure:
    factor = 10_000 if row["unit"].startswith("10k") else 1
    value = round(float(row["value"]) * factor, 2)
    return Figure(
        row["area"], row["year"], row["indicator"], value, row["certainty"], row["source"]
    )


def _scale(row: Mapping[str, str]) -> Figure:
    area = f"{row['supporter']} → {row['recipient']}"
    value = float(row["value"])
    return Figure(area, row["period"], row["indicator"], value, "sourced", row["source"])


def _weekly(row: Mapping[str, str]) -> tuple[float, float]:
    """Return the weekly periods of a subject, summed over grades 1-6 and 7-9."""
    grades = [float(row[f"grade_{i}"] or 0) for i in range(1, 10)]
    return sum(grades[:6]), sum(grades[6:])
