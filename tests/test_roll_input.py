"""What a roll is asked for and reads: years and rounds, yearly tables, and every fault before any plan."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from pairmatch.errors import BadInput, Issue
from pairmatch.io.read import read_scenario
from pairmatch.roll.moved import FORECAST, TAKEOVER, moved
from pairmatch.roll.spans import RollYear, years_asked
from pairmatch.roll.years import Roll, read_roll
from pairmatch.schema import Lock, School
from tests.builders import code, settings

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def asked(
    years: str | None, rounds: str | None = None, year: int = 2021, own: str = "2021-2025"
) -> list[tuple[int, str]]:
    found = years_asked(settings(year=year, round=own), years, rounds)
    return [(one.year, one.round) for one in found]


def said(issues: Sequence[Issue]) -> list[str]:
    for issue in issues:
        assert issue.say("zh") != issue.say("en")
    return [issue.code for issue in issues]


# -- which years ----------------------------------------------------------------------------------


def test_years_and_rounds_as_they_are_asked_for() -> None:
    first, second = "2021-2025", "2026-2030"
    assert asked(None) == [(year, first) for year in range(2021, 2026)]
    assert asked("2022-2023") == [(2022, first), (2023, first)]
    assert asked("2022") == [(2022, first)]
    assert asked("2022-2023, 2024") == [(2022, first), (2023, first), (2024, first)]
    every = asked(None, "2021，2026")
    assert every == [(year, first if year < 2026 else second) for year in range(2021, 2031)]
    assert asked(None, "2026-2030") == [(year, second) for year in range(2026, 2031)]
    assert asked("2025-2026", "2021,2026") == [(2025, first), (2026, second)]
    assert asked("2023–2024", year=2023) == [(2023, first), (2024, first)]
    # Rounds are as long as the scenario's own.
    assert asked(None, "2024", own="2021-2023") == [
        (year, "2024-2026") for year in (2024, 2025, 2026)
    ]


@pytest.mark.parametrize(
    ("years", "rounds", "codes"),
    [
        ("2021-25", None, ["E-ROLL-YEARS"]),
        ("soon", None, ["E-ROLL-YEARS"]),
        ("", None, ["E-ROLL-YEARS"]),
        ("1999", None, ["E-ROLL-YEARS"]),
        ("2025-2021", None, ["E-ROLL-ORDER"]),
        ("2023-2024,2021-2022", None, ["E-ROLL-ORDER"]),
        ("2021-2023,2023-2025", None, ["E-ROLL-OVERLAP"]),
        ("2021,2021", None, ["E-ROLL-OVERLAP"]),
        ("2021,2023", None, ["E-ROLL-GAP"]),
        ("2024-2027", None, ["E-ROLL-OUTSIDE"]),
        ("2019-2022", None, ["E-ROLL-BEFORE", "E-ROLL-OUTSIDE"]),
        ("2021-2026", "2026", ["E-ROLL-OUTSIDE"]),
        (None, "2021,x", ["E-ROLL-STARTS"]),
        (None, "2026,2021", ["E-ROLL-ORDER"]),
        (None, "2021,2021", ["E-ROLL-OVERLAP"]),
        (None, "2021,2031", ["E-ROLL-GAP"]),
        (None, "2022", ["E-ROLL-ROUND"]),
        (None, "2021-2024", ["E-ROLL-ROUNDS"]),
        (None, "2096", ["E-ROLL-ROUNDS"]),
        (None, "2016", ["E-ROLL-BEFORE"]),
        # All at once.
        (
            "x,2025-2021",
            "2022,2024",
            ["E-ROLL-OVERLAP", *["E-ROLL-ROUND"] * 2, "E-ROLL-ORDER", "E-ROLL-YEARS"],
        ),
    ],
)
def test_years_that_cannot_be_planned(
    years: str | None, rounds: str | None, codes: list[str]
) -> None:
    with pytest.raises(BadInput) as refused:
        asked(years, rounds)
    assert sorted(said(refused.value.issues)) == sorted(codes)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        asked("2021-2025", year=2023)
    (issue,) = refused.value.issues
    assert "2023-2025" in issue.say("zh")
    with pytest.raises(BadInput) as refused:
        asked("2021-2022", year=2023)
    assert "--years 2023-2023" in refused.value.issues[0].say("en")
    with pytest.raises(BadInput) as refused:
        asked("2024-2027")
    assert "2026, 2027" in refused.value.issues[0].say("en")


def test_settings_move_with_the_year() -> None:
    base = settings(year=2021, title="某省2021学年方案（2021年编）")
    data = {"name": "x", "year": 2021, "policy": {"release_max": 3}}
    found = moved(data, RollYear(2026, "2026-2030"), base)
    assert found["title"] == "某省2026学年方案（2021年编）"
    assert (found["year"], found["round"]) == (2026, "2026-2030")
    assert found["policy"]["release_max"] == 3
    assert data["year"] == 2021


@pytest.mark.parametrize("own", [0, {"value": 35, "reason": "survey"}])
def test_a_forecast_is_made_only_where_the_scenario_says_nothing(own: object) -> None:
    base, one = settings(), RollYear(2022, "2021-2025")
    assert moved({}, one, base)["policy"][TAKEOVER]["value"] == FORECAST
    data = {"policy": {TAKEOVER: own}}
    assert moved(data, one, base)["policy"] == {TAKEOVER: own}


# -- yearly tables --------------------------------------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    shutil.copytree(SCENARIOS / "tiny", tmp_path / "tiny")
    return tmp_path / "tiny"


def yearly(source: Path, year: int | str, table: str, text: str) -> Path:
    path = source / "years" / str(year) / table
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def edited(source: Path, year: int, table: str, old: str, new: str) -> None:
    """Give a table a new version in some year: the scenario's own, edited."""
    text = (source / table).read_text(encoding="utf-8")
    assert old in text
    yearly(source, year, table, text.replace(old, new))


def faults(source: Path, years: str | None = None) -> list[Issue]:
    with pytest.raises(BadInput) as refused:
        read_roll(source, years)
    said(refused.value.issues)
    return refused.value.issues


def kinds(roll: Roll) -> list[str | None]:
    return [roll.facts[one.year].schools[code_of(12)].kind for one in roll.years]


def code_of(number: int) -> str:
    return code(number)


def test_a_table_stands_from_its_year_until_it_is_replaced(tiny: Path) -> None:
    edited(tiny, 2022, "schools.csv", "primary,small_rural", "primary,township_central")
    edited(tiny, 2024, "schools.csv", "primary,small_rural", "primary,township_boarding")
    yearly(tiny, 2023, "locks.csv", "what,recipient_school,force\nsite,9900000013,require\n")
    yearly(tiny, 2025, "locks.csv", "what,recipient_school,force\n")  # none from now on
    roll = read_roll(tiny)
    assert kinds(roll) == [
        "small_rural",
        *["township_central"] * 2,
        *["township_boarding"] * 2,
    ]
    assert [len(roll.facts[one.year].rows(Lock)) for one in roll.years] == [0, 0, 1, 1, 0]
    # What is not said anew stays, and so does the scenario itself.
    assert roll.facts[2025].group_counts == roll.base.group_counts
    assert roll.base.input_hash == read_scenario(tiny).input_hash
    assert roll.facts[2021].rows(School) == roll.base.rows(School)
    # Years before those that are asked for count too.
    assert kinds(read_roll(tiny, "2023"))[0] == "township_central"


def test_a_table_of_the_first_year_replaces_the_scenarios_own(tiny: Path) -> None:
    edited(tiny, 2021, "schools.csv", "primary,small_rural", "primary,urban")
    roll = read_roll(tiny)
    assert kinds(roll) == ["urban"] * 5
    assert roll.base.schools[code(12)].kind == "small_rural"


def test_other_commands_do_not_look_at_the_years(tiny: Path) -> None:
    before = read_scenario(tiny).input_hash
    yearly(tiny, 2022, "nonsense.csv", "x\n")
    assert read_scenario(tiny).input_hash == before


def test_folders_and_files_that_nobody_would_read(tiny: Path) -> None:
    yearly(tiny, 2022, "school.csv", "x\n")
    yearly(tiny, 2022, "scenario.toml", "year = 2022\n")
    yearly(tiny, "last", "schools.csv", "x\n")
    yearly(tiny, 2020, "schools.csv", "x\n")
    yearly(tiny, 2022, ".hidden", "x\n")
    (tiny / "years" / "notes.txt").write_text("x", encoding="utf-8")
    found = faults(tiny)
    assert [(x.code, x.file) for x in found] == [
        ("E-YEARS-BEFORE", "years/2020"),
        ("E-YEARS-TABLE", "years/2022/scenario.toml"),
        ("E-YEARS-TABLE", "years/2022/school.csv"),
        ("E-YEARS-FOLDER", "years/last"),
        ("E-YEARS-FOLDER", "years/notes.txt"),
    ]
    assert "schools.csv" in found[2].say("en")


def test_all_faults_of_all_years_at_once(tiny: Path) -> None:
    """Those of the call, of the scenario, of a year's own tables, and of what no longer fits them."""
    for name, old, new in (("needs.csv", "11,leader,,1,3", "11,leader,,0,3"),):
        path = tiny / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    edited(tiny, 2023, "schools.csv", "9900000012,子县西村小学,990011,primary,small_rural\n", "")
    edited(tiny, 2024, "staff.csv", "9900000002,middle,,primary,1", "9900000002,middle,,nowhere,1")
    tables = [
        ("E-REFERENCE", "2023 › needs.csv", 5),
        ("E-REFERENCE", "2023 › staff.csv", 9),
        ("E-REFERENCE", "2023 › teachers.csv", 4),
        ("E-CELL-RANGE", "needs.csv", 2),
        ("E-CELL-WORD", "years/2024/staff.csv", 5),
        # The school is missing in the table of 2024 as well; a line of another file is another fault.
        ("E-REFERENCE", "years/2024/staff.csv", 9),
    ]
    assert [(x.code, x.file, x.line) for x in faults(tiny)] == tables
    found = [(x.code, x.file, x.line) for x in faults(tiny, "2021-2027")]
    assert found == [("E-ROLL-OUTSIDE", "--years", None), *tables]


def test_a_scenario_that_cannot_be_read_at_all(tmp_path: Path, tiny: Path) -> None:
    (issue,) = faults(tmp_path / "nowhere")
    assert issue.code == "E-FOLDER-MISSING"
    (tiny / "scenario.toml").unlink()
    assert [x.code for x in faults(tiny, "x")] == ["E-SETTINGS-MISSING"]


def test_an_empty_file_and_a_required_table_without_rows_are_faults(tiny: Path) -> None:
    yearly(tiny, 2022, "locks.csv", "\n\n")
    yearly(tiny, 2023, "schools.csv", "school_code,name,unit_code,stage\n")
    assert [(x.code, x.file) for x in faults(tiny)] == [
        ("E-TABLE-EMPTY", "years/2022/locks.csv"),
        ("E-TABLE-EMPTY", "years/2023/schools.csv"),
    ]
