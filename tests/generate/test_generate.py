"""The generator: the same for a seed, another for another; what it refuses."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from pairmatch.errors import BadInput
from pairmatch.generate import generate
from pairmatch.generate.layout import numeral
from pairmatch.io.read import read_scenario
from pairmatch.schema import (
    Commitment,
    HistoryRow,
    Lock,
    Need,
    School,
    Staff,
    TeacherCount,
)
from tests.generate.conftest import SOURCE
from tests.generate.small import small_source


def test_same_seed_same_province_another_seed_another(tmp_path: Path) -> None:
    source = small_source(tmp_path / "small")
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    assert generate(source, first) == generate(source, again)
    assert [x.name for x in sorted(first.iterdir())] == [x.name for x in sorted(again.iterdir())]
    assert all(x.read_bytes() == (again / x.name).read_bytes() for x in first.iterdir())
    scenario = read_scenario(first)
    generated = generate(source, other, seed=scenario.settings.seed + 1)
    changed = read_scenario(other)
    assert generated.hash == changed.input_hash != scenario.input_hash
    assert changed.schools.keys() == scenario.schools.keys()
    for model in (School, Staff, Need, TeacherCount, Commitment, Lock, HistoryRow):
        assert changed.rows(model) != scenario.rows(model)


def test_a_later_year_has_rosters_of_the_years_before(tmp_path: Path) -> None:
    """As they might really have been: small teams, people who left, a school that is closed."""
    source = small_source(tmp_path / "small")
    settings = source / "scenario.toml"
    said = settings.read_text(encoding="utf-8")
    assert "\nyear = 2021\n" in said
    settings.write_text(said.replace("\nyear = 2021\n", "\nyear = 2025\n"), encoding="utf-8")
    generate(source, tmp_path / "later")
    rows = read_scenario(tmp_path / "later").rows(HistoryRow)
    assert {(x.year, x.what) for x in rows} == {
        (2024, "pair"),
        *((year, what) for year in range(2021, 2025) for what in ("seat", "placement")),
    }
    teams = Counter[tuple[int, str]]()
    for row in rows:
        if row.what == "seat":
            teams[row.year, row.recipient_school] += row.count or 1
    assert {2, 5} <= set(teams.values())
    assert {x.status for x in rows} == {"actual", "left", "confirmed"}
    assert any(x.recipient_school[6:] == "0999" for x in rows)


def test_refusals(tmp_path: Path) -> None:
    target = tmp_path / "work"
    target.mkdir()
    (target / "mine.txt").write_text("keep me")
    with pytest.raises(FileExistsError):
        generate(SOURCE, target)
    assert (target / "mine.txt").exists()
    source = tmp_path / "source"
    shutil.copytree(SOURCE, source)
    (source / "links.csv").write_text("supporting_unit,recipient_unit\nx,y\n", encoding="utf-8")
    with pytest.raises(BadInput):
        generate(source, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source", "work"]


def test_numerals() -> None:
    assert [numeral(x) for x in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]
