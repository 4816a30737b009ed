"""Which schools a unit gets: central and boarding schools of each town, high schools at the seat."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from pairmatch.generate.census import Home
from pairmatch.generate.facts import KM_PER_DEGREE, Town
from pairmatch.vocabulary import Kind, SchoolStage

_VILLAGE_NAMES = (
    "东岸 石塘 青溪 榕桥 白鹭 沙尾 海头 新屋 大坪 长坑 "
    "水口 石岭 龙湾 上洞 下楼 竹园 松山 梅岗 桥头 平岗 "
    "黄竹 莲塘 双溪 岭背 田心 石桥 古塘 河背 南坑 北坡 "
    "高坡 塘尾 洋田 枫树 茶亭 樟村 井头 红星 光明 联合"
)
VILLAGES: tuple[str, ...] = tuple(re.findall(r"\w+", _VILLAGE_NAMES))
"""Made-up villages; a school's town is real, its village is not."""
SMALL_SHARE = 0.35
"""Share of village schools with fewer than 100 pupils, which stand under their central school."""
NINE_YEAR = 0.25
COMBINED = 0.4
TWELVE_YEAR = 0.06
BOARDING_PRIMARY = 0.25
_DIGITS = "一二三四五六七八九"


@dataclass
class Draft:
    """A school in the making; ``size`` says how large it is beside others of its stage."""

    home: Home
    name: str
    stage: SchoolStage
    kind: Kind | None
    boarding: bool
    size: float
    lat: float
    lon: float
    small: bool = False


def draft_schools(home: Home, rng: Random) -> list[Draft]:
    """Return the schools of one unit, in the order in which they get their codes."""
    places = _Places(home, rng)
    return [
        *_primaries(places),
        *_juniors(places),
        *_seniors(places),
        *_kindergartens(places),
        *_specials(places),
    ]


def numeral(number: int) -> str:
    """Return a number below 100 as Chinese people write it in a school's name."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones - 1]
    return ("" if tens == 1 else _DIGITS[tens - 1]) + "十" + (_DIGITS[ones - 1] if ones else "")


class _Places:
    """The towns and streets of a unit, where they lie, and how many schools of a name they have."""

    def __init__(self, home: Home, rng: Random) -> None:
        self.home, self.rng = home, rng
        self.rural = [x for x in home.towns if not x.street]
        self.streets = [x for x in home.towns if x.street]
        self.seats: list[Town | None] = [*self.streets] or [*self.rural[:1]] or [None]
        self._used: Counter[str] = Counter()
        self._around = {x.code: self._somewhere(home.centre, home.radius_km) for x in home.towns}
        self._villages = {x.code: rng.sample(VILLAGES, len(VILLAGES)) for x in home.towns}

    def _somewhere(self, centre: tuple[float, float], radius_km: float) -> tuple[float, float]:
        far, turn = radius_km * math.sqrt(self.rng.random()), 2 * math.pi * self.rng.random()
        lat = centre[0] + far * math.sin(turn) / KM_PER_DEGREE
        return lat, centre[1] + far * math.cos(turn) / (KM_PER_DEGREE * math.cos(math.radians(lat)))

    def numbered(self, town: Town | None, kind: str) -> str:
        """Return a name with a number, 第二 and so on, within a town or the whole unit."""
        base = town.name if town else self.home.name
        if town is None and self.home.run_by_city:
            base += "市属"
        self._used[base + kind] += 1
        return f"{base}第{numeral(self._used[base + kind])}{kind}"

    def village(self, town: Town) -> str:
        """Return a made-up village of a town, each once."""
        return town.name + self._villages[town.code].pop()

    def draft(
        self,
        town: Town | None,
        name: str,
        stage: SchoolStage,
        size: float,
        *,
        kind: Kind | None = None,
        boarding: bool = False,
        small: bool = False,
    ) -> Draft:
        """Return a school near the middle of its town."""
        middle = self._around[town.code] if town else self.home.centre
        lat, lon = self._somewhere(middle, min(3.0, self.home.radius_km))
        spread = self.rng.lognormvariate(0, 0.35)
        lat, lon = round(lat, 4), round(lon, 4)
        return Draft(self.home, name, stage, kind, boarding, size * spread, lat, lon, small)

    @property
    def seat_kind(self) -> Kind:
        """The kind of a school at the seat of the unit: urban in districts and supporting units."""
        county = self.home.side == "recipient" and not self.home.name.endswith("区")
        return "county_seat" if county and not self.home.run_by_city else "urban"


def _primaries(places: _Places) -> Iterator[Draft]:
    home, rng = places.home, places.rng
    wanted = home.schools["primary"]
    for town in places.rural[:wanted]:
        boarding = rng.random() < BOARDING_PRIMARY
        kind: Kind = "township_boarding" if boarding else "township_central"
        name = f"{town.name}中心小学"
        yield places.draft(town, name, "primary", 1.1, kind=kind, boarding=boarding)
    # Streets have twice as many further schools as towns do.
    around = [*places.streets, *places.rural, *places.streets]
    for i in range(wanted - min(wanted, len(places.rural))):
        where = around[i % len(around)] if around else None
        if where is None or where.street or home.side == "supporting":
            name = places.numbered(where, "小学")
            yield places.draft(where, name, "primary", 1.6, kind=places.seat_kind)
        else:
            small = rng.random() < SMALL_SHARE
            rural: Kind | None = "small_rural" if small else None
            name = places.village(where) + "小学"
            yield places.draft(where, name, "primary", 0.5, kind=rural, small=small)


def _juniors(places: _Places) -> Iterator[Draft]:
    home, rng = places.home, places.rng
    wanted = home.schools["junior"]
    first: list[Town | None] = [*[*places.rural, *places.streets][:wanted]]
    seats = [places.seats[i % len(places.seats)] for i in range(wanted - len(first))]
    for i, town in enumerate([*first, *seats]):
        rural = town is not None and not town.street and i < len(first)
        nine = rng.random() < NINE_YEAR
        name = places.numbered(town, "九年一贯制学校" if nine else "初级中学")
        kind: Kind = "township_boarding" if rural else places.seat_kind
        yield places.draft(
            town,
            name.replace("第一", "", 1) if rural else name,
            "nine_year" if nine else "junior",
            (0.7 if rural else 1.3) * (1.8 if nine else 1),
            kind=kind,
            boarding=rural,
        )


def _seniors(places: _Places) -> Iterator[Draft]:
    supporting = places.home.side == "supporting"
    for i in range(places.home.schools["senior"]):
        draw = places.rng.random()
        stage: SchoolStage = "senior"
        if draw < COMBINED:
            stage = "combined"
        elif supporting and draw < COMBINED + TWELVE_YEAR:
            stage = "twelve_year"
        word = {"senior": "高级中学", "combined": "完全中学"}.get(stage, "十二年一贯制学校")
        name = places.numbered(None, word)
        kind: Kind = "urban" if supporting or places.home.run_by_city else "county_high"
        town = places.seats[i % len(places.seats)]
        boarding = not supporting or places.rng.random() < 0.6
        yield places.draft(town, name, stage, 1, kind=kind, boarding=boarding)


def _kindergartens(places: _Places) -> Iterator[Draft]:
    towns = places.home.towns or (None,)
    for i in range(places.home.schools["kindergarten"]):
        town = towns[i % len(towns)]
        first = town is not None and i < len(towns)
        name = f"{town.name}中心幼儿园" if town and first else places.numbered(town, "幼儿园")
        rural = town is not None and not town.street
        kind = None if rural else places.seat_kind
        yield places.draft(town, name, "kindergarten", 1, kind=kind)


def _specials(places: _Places) -> Iterator[Draft]:
    for i in range(places.home.schools["special"]):
        base = places.home.name + ("市属" if places.home.run_by_city else "")
        name = f"{base}特殊教育学校" if i == 0 else f"{base}第{numeral(i + 1)}特殊教育学校"
        kind = places.seat_kind
        town = places.seats[i % len(places.seats)]
        yield places.draft(town, name, "special", 1, kind=kind, boarding=True)
