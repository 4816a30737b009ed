"""The links: every county has its supporters, the sourced ones stand, none is called official."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from pairmatch.generate import write_given
from pairmatch.generate.facts import Facts
from pairmatch.generate.flow import Carrier, Charge, assign
from pairmatch.generate.links import (
    COUNTIES_PER_DISTRICT,
    ILLUSTRATIVE,
    TOWNS_PER_COUNTY,
    city_pairs,
    make_links,
)
from pairmatch.generate.units import make_units
from pairmatch.schema import Link
from tests.generate.conftest import SOURCE

SOURCED_COUNTIES = {
    ("440118", "441403"),
    ("440115", "441427"),
    ("440103", "440804"),
    ("440305", "440515"),
    ("441900006", "445203"),
}


@pytest.fixture(scope="module")
def links(facts: Facts) -> list[Link]:
    return list(make_links(facts))


def test_committed_tables_follow_from_the_facts(tmp_path: Path) -> None:
    shutil.copytree(SOURCE / "facts", tmp_path / "facts")
    write_given(tmp_path)
    for name in ("units.csv", "links.csv"):
        assert (tmp_path / name).read_bytes() == (SOURCE / name).read_bytes(), name


def test_units_are_the_real_ones(facts: Facts) -> None:
    units = make_units(facts)
    count = Counter((unit.side, unit.level) for unit in units)
    assert count == {
        ("recipient", "county"): 84,
        ("supporting", "county"): 28,
        ("supporting", "town"): 32 + 24,
        ("supporting", "city"): 6,
        ("recipient", "city"): 15,
    }
    assert all(unit.lat and unit.lon for unit in units)
    assert not any("功能区" in unit.name or unit.name.endswith("园区") for unit in units)


def test_every_county_and_city_is_linked(links: list[Link]) -> None:
    taking = Counter((link.level, link.recipient_unit) for link in links)
    assert sum(level == "county" for level, _ in taking) == 84
    assert sum(level == "city" for level, _ in taking) == 15
    assert all(count == 1 for (level, _), count in taking.items() if level == "city")


def test_sourced_links_stand_and_none_is_official(links: list[Link]) -> None:
    sourced = {(x.supporting_unit, x.recipient_unit): x for x in links if x.origin == "sourced"}
    assert {pair for pair, x in sourced.items() if x.level == "county"} == SOURCED_COUNTIES
    assert sum(x.level == "city" for x in sourced.values()) == 8
    assert all("[A]" in (x.document or "") or "[B]" in (x.document or "") for x in sourced.values())
    others = [x for x in links if x.origin != "sourced"]
    assert {x.origin for x in others} == {"illustrative"}
    assert {x.document for x in others} == {ILLUSTRATIVE}


def test_county_links_lie_inside_city_links(facts: Facts, links: list[Link]) -> None:
    cities = city_pairs(facts)
    units = {unit.unit_code: unit for unit in make_units(facts)}
    for link in links:
        giving, taking = units[link.supporting_unit], units[link.recipient_unit]
        assert cities[taking.city] == giving.city


def test_nobody_carries_too_much(facts: Facts, links: list[Link]) -> None:
    units = {unit.unit_code: unit for unit in make_units(facts)}
    links = [link for link in links if link.level == "county"]
    gives = Counter(link.supporting_unit for link in links)
    takes = Counter(link.recipient_unit for link in links)
    for code, count in gives.items():
        assert count <= (1 if units[code].level == "town" else COUNTIES_PER_DISTRICT)
    assert {u for u in units if units[u].side == "supporting" and units[u].level != "city"} == set(
        gives
    )
    for link in links:
        towns = units[link.supporting_unit].level == "town"
        count = takes[link.recipient_unit]
        assert count >= TOWNS_PER_COUNTY if towns else count == 1
    counties = {x.recipient_unit for x in links if units[x.supporting_unit].city == "广州市"}
    assert len(counties) == 25


def test_the_flow_takes_the_cheapest() -> None:
    near, far = (22.0, 113.0), (24.0, 115.0)
    carriers = [Carrier("a", near, (0, 10)), Carrier("b", far, (0, 10))]
    charges = [Charge("x", near, (0,)), Charge("y", far, (0,))]
    assert assign(carriers, charges) == {("a", "x"), ("b", "y")}
    alone = [Carrier("a", near, (0, 10)), Carrier("b", far, (9_000_000,))]
    assert assign(alone, charges) == {("a", "x"), ("a", "y")}
