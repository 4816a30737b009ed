"""The generated province as a whole: at the published magnitudes, marked as synthetic."""

from __future__ import annotations

import csv
import shutil
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from pairmatch.generate import is_current
from pairmatch.generate.facts import Facts
from pairmatch.generate.page import BESIDE, document
from pairmatch.generate.schools import TAG
from pairmatch.generate.workbooks import _books, write_counties
from pairmatch.io.read import read_scenario
from pairmatch.programmes.teams.index import counties_without_township, may_host
from pairmatch.schema import (
    Commitment,
    Lock,
    Need,
    Quota,
    School,
    Staff,
    TeacherCount,
)
from pairmatch.vocabulary import TOWNSHIP_KINDS
from tests.generate.conftest import SOURCE, Made

DOCUMENT = Path(__file__).parents[2] / "docs" / "generator.md"

pytestmark = pytest.mark.whole


def test_magnitudes(made: Made) -> None:
    counts = made.generated.counts
    ranges = {
        "recipient schools": (6000, 7500),
        "supporting schools": (4000, 5000),
        "township schools that may host a team": (1200, 1800),
        "people who can be sent": (14_000, 16_000),
        "people who can be placed": (10_000, 16_000),
        "named people": (200, 800),
        "pairs agreed": (200, 400),
        "pairs wanted": (1000, 1000),
        "people allowed in all": (1260, 1260),
        "commitments": (200, 600),
        "earlier pairs": (300, 600),
        "guangzhou primary": (986, 986),
        "guangzhou junior": (427, 427),
        "guangzhou senior": (124, 124),
        "guangzhou special": (19, 19),
        "guangzhou primary teachers": (64_000, 66_000),
        "guangzhou junior teachers": (32_000, 33_000),
        "pupils per primary school": (950, 1080),
        "pupils per junior school": (1050, 1180),
        "primary pupil-teacher ratio x100": (1822, 2100),
        "junior pupil-teacher ratio x100": (1362, 1600),
    }
    for name, (least, most) in ranges.items():
        assert least <= counts[name] <= most, name


def test_shortages_are_those_of_the_countryside(made: Made) -> None:
    counts = made.generated.counts
    empty = {k.split(": ")[1]: v for k, v in counts.items() if k.startswith("empty posts")}
    for subject in ("english", "music", "art", "physical", "physics", "science", "information"):
        assert empty[subject] > 2 * empty["mathematics"] > 0
    rows = made.scenario.rows(TeacherCount)
    gap = {(x.school_code, x.subject): x.required - x.present for x in rows}
    for need in made.scenario.rows(Need):
        if need.subject is not None:
            assert gap[need.school_code, need.subject] >= need.posts
    assert any(value < 0 for value in gap.values())


def test_nearly_every_county_can_have_three_teams(made: Made) -> None:
    scenario = made.scenario
    sites = Counter(
        scenario.homes[x.school_code]
        for x in scenario.schools_on("recipient")
        if may_host(scenario, x.school_code)
    )
    # Where hardly any school can lodge a team there cannot be three: a few counties, not many.
    assert len(sites) == 84
    assert sum(count < 3 for count in sites.values()) <= 5
    names = {scenario.units[u].name for u in counties_without_township(scenario)}
    assert names == {"龙湖区", "金平区", "濠江区", "赤坎区", "霞山区"}
    wanted = {q.unit_code: q for q in scenario.rows(Quota) if q.programme == "pairs"}
    agreed = Counter(
        scenario.homes[x.recipient_school]
        for x in scenario.locks
        if (x.what, x.force) == ("pair", "require")
    )
    assert all(agreed[unit] <= (quota.max or 0) for unit, quota in wanted.items())


def test_all_that_is_made_says_so(made: Made) -> None:
    scenario = made.scenario
    assert "合成" in scenario.settings.title
    for code, school in scenario.schools.items():
        assert code.startswith("99")
        assert school.tags == TAG
        assert school.quality is None
    assert all(x.name is None or x.name[1] == "示" for x in scenario.rows(Staff))
    assert all("示例" in (x.task or "") for x in scenario.rows(Commitment))
    assert all("合成" in (x.document or "") for x in scenario.rows(Lock))
    townships = [x for x in scenario.schools.values() if x.kind in TOWNSHIP_KINDS]
    assert all(x.unit_code in scenario.units for x in townships)
    names = Counter((x.unit_code, x.name) for x in scenario.schools.values())
    assert max(names.values()) == 1


def test_nobody_places_the_last_teacher(made: Made) -> None:
    present = {(x.school_code, x.subject): x.present for x in made.scenario.rows(TeacherCount)}
    leaving: Counter[tuple[str, str]] = Counter()
    for row in made.scenario.rows(Staff):
        if row.subject and made.scenario.side(row.school_code) == "recipient":
            leaving[row.school_code, row.subject] += row.count
    assert all(present[key] > count for key, count in leaving.items())  # type: ignore[index]


def test_the_province_comes_as_84_county_workbooks(made: Made) -> None:
    scenario = made.scenario
    books = _books(scenario)
    counties = [
        x for x in books if x.file[:6] in {u.unit_code for u in scenario.recipient_counties}
    ]
    assert len(counties) == 84
    assert len({book.file for book in books}) == len(books) == 84 + 6 + 15
    for model in (School, Staff, Need, TeacherCount):
        rows = Counter(id(row) for book in books for row in book.rows.get(model, ()))
        assert rows == Counter(id(row) for row in scenario.rows(model))


def test_a_given_list_of_links_is_used(made: Made) -> None:
    assert (made.folder / "links.csv").read_bytes() == (SOURCE / "links.csv").read_bytes()
    with (SOURCE / "links.csv").open(encoding="utf-8-sig") as file:
        assert len(list(csv.DictReader(file))) == len(made.scenario.linked_units)


def test_record_and_freshness(made: Made, tmp_path: Path) -> None:
    record = tomllib.loads((made.folder / "generated.toml").read_text(encoding="utf-8"))
    assert record["hash"] == made.generated.hash
    assert record["seed"] == made.scenario.settings.seed
    assert record["counts"] == made.generated.counts
    assert is_current(SOURCE, made.folder)
    assert not is_current(SOURCE, made.folder, seed=1)
    assert not is_current(SOURCE, tmp_path)
    source = tmp_path / "source"
    shutil.copytree(SOURCE, source)
    with (source / "links.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not is_current(source, made.folder)


def test_page_is_fresh(made: Made, facts: Facts) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert document(text, facts, made.generated) == text
    known = {(x.area, x.period, x.indicator) for x in facts.figures}
    assert BESIDE.keys() <= known
    for figure in facts.figures:
        assert figure.area in text
        assert figure.indicator in text


def test_the_province_read_from_all_its_workbooks_is_the_province(
    made: Made, tmp_path: Path
) -> None:
    settings = (SOURCE / "scenario.toml").read_text(encoding="utf-8")
    write_counties(tmp_path, made.scenario, settings)
    assert len(list(tmp_path.iterdir())) == 1 + 84 + 6 + 15
    assert read_scenario(tmp_path).input_hash == made.scenario.input_hash
