"""A comparison says of two runs what differs in them, by name and in order, and nothing else."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from pairmatch.compare.comparison import Comparison, CountyLine
from pairmatch.compare.lines import TableChanges
from pairmatch.compare.opened import compared
from pairmatch.errors import BadInput
from pairmatch.io.manifest import MANIFEST
from pairmatch.io.metrics import read_metrics
from pairmatch.metrics import METRICS
from pairmatch.programmes import ROOMS
from tests.builders import code
from tests.compare.runs import copied
from tests.toy import programme as toy


def table(found: Comparison, name: str) -> TableChanges:
    return next(x for x in found.tables if x.shape.table.name == name)


def county(found: Comparison, unit: str) -> CountyLine:
    return next(x for x in (*found.recipients, *found.supporters) if x.code == unit)


# -- rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kept", "counted"),
    [
        ("pairs", 1, {"removed": 1, "added": 1}),
        ("teams", 2, {"removed": 1, "partner": 1}),
        ("placements", 3, {"removed": 1}),
    ],
)
def test_rows_are_counted_by_what_became_of_them(
    found: Comparison, name: str, kept: int, counted: dict[str, int]
) -> None:
    assert table(found, name).kept(1) == kept
    assert table(found, name).counted(1) == counted


def test_changed_rows_are_named_and_stand_by_county_and_school(found: Comparison) -> None:
    lines = table(found, "pairs").lines
    assert [(x.place.unit_code, x.place_code, x.kind) for x in lines] == [
        ("990011", code(11), "added"),
        ("990011", code(12), "removed"),
    ]
    assert lines[0].place.full == "乙市子县子县东镇中心小学"
    assert (lines[0].before, lines[0].after.school) == (None, "甲市甲区甲区一小")
    assert (lines[1].before.school_code, lines[1].after) == (code(1), None)


def test_a_seat_says_its_post_and_both_schools(found: Comparison) -> None:
    first, second = table(found, "teams").lines
    assert (first.place.unit, second.place.unit) == ("子县", "丑县")
    assert [x.zh for x in second.post] == ["专任教师", "英语"]
    assert (second.before.school, second.after.school) == ("甲市乙区乙区一小", "甲市甲区甲区一小")


def test_what_else_changed_in_a_row_is_told(years: tuple[Path, Path], tmp_path: Path) -> None:
    def turned(text: str) -> str:
        first, row, rest = text.split("\n", 2)
        return "\n".join((first, row.replace("小学,,,", "初中,,,", 1), rest))

    other = copied(years[0], tmp_path / "other", "tables/teams.csv", turned)
    (line,) = table(compared([years[0], other], ROOMS), "teams").lines
    assert line.kind == "other"
    assert [(x.header.zh, x.before.zh, x.after.zh) for x in line.more] == [
        ("任教学段", "小学", "初中")
    ]


def test_the_language_of_a_run_makes_no_difference(found: Comparison) -> None:
    assert {run.manifest.lang for run in found.runs} == {"zh", "en"}
    assert {x.code for x in found.differs} == {"year", "input", "proof", "release_max"}


def test_a_run_does_not_differ_from_itself(years: tuple[Path, Path]) -> None:
    same = compared([years[1], years[1]], ROOMS)
    assert not same.differs
    assert not any(x.lines for x in same.tables)
    assert {x.numbers.verdicts[1] for x in same.metrics} <= {"equal", "unknown"}
    assert all(not sum(map(sum, line.changed.values())) for line in same.recipients)


def test_every_later_run_is_compared_with_the_first(years: tuple[Path, Path]) -> None:
    first, second = years
    three = compared([first, second, first], ROOMS)
    pairs = table(three, "pairs")
    assert [line.run for line in pairs.lines] == [1, 1]
    assert (pairs.kept(1), pairs.kept(2)) == (1, 2)
    assert county(three, "990011").changed["pairs"] == (2, 0)
    assert three.metrics[0].numbers.verdicts[2] == "equal"


def test_runs_of_one_name_are_told_apart_by_the_folder_around(
    years: tuple[Path, Path], tmp_path: Path
) -> None:
    for name, run in zip("ab", years, strict=True):
        shutil.copytree(run, tmp_path / name / "run")
    alike = compared([tmp_path / "a" / "run", tmp_path / "b" / "run", years[0]], ROOMS)
    assert [run.name for run in alike.runs] == ["a/run", "b/run", "first"]


def test_a_programme_that_one_run_does_not_have_is_not_compared(
    years: tuple[Path, Path], tmp_path: Path
) -> None:
    other = tmp_path / "other"
    shutil.copytree(years[1], other)
    manifest = json.loads((other / MANIFEST).read_text(encoding="utf-8"))
    del manifest["files"]["tables/placements.csv"]
    (other / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    changed = table(compared([years[0], other], ROOMS), "placements")
    assert (changed.rows, changed.lines) == ((4, None), ())


def test_a_fourth_programme_is_compared_without_being_known(
    years: tuple[Path, Path], tmp_path: Path
) -> None:
    folders = [
        copied(
            run,
            tmp_path / str(days),
            "tables/visits.csv",
            lambda _, said=(header, days): f"{said[0]}\n东镇,{code(11)},{said[1]}\n",
        )
        for run, header, days in (
            (years[0], "学校,学校代码,天数", 3),
            (years[1], "School,School code,Days", 4),
        )
    ]
    changed = table(compared(folders, (*ROOMS, toy.ROOM)), "visits")
    (line,) = changed.lines
    assert (line.kind, line.place_code, line.before.school) == ("other", code(11), "")
    assert [(x.header.en, x.before.en, x.after.en) for x in line.more] == [("Days", "3", "4")]


# -- numbers --------------------------------------------------------------------------------------


def test_metrics_are_those_of_the_runs_with_a_verdict(
    found: Comparison, years: tuple[Path, Path]
) -> None:
    assert [x.metric.code for x in found.metrics] == [metric.code for metric in METRICS]
    kept = [read_metrics(folder).metrics for folder in years]
    for line in found.metrics:
        before, after = (x[line.metric.code].value for x in kept)
        assert line.numbers.values == (before, after)
        better = {"higher": 1, "lower": -1, "": 0}[line.metric.better]
        if before is None or after is None:
            expected = "unknown"
        elif before == after:
            expected = "equal"
        else:
            expected = {1: "better", -1: "worse", 0: "other"}[
                better * (1 if after > before else -1)
            ]
        assert line.numbers.verdicts == ("", expected), line.metric.code


def test_the_worst_county_is_named(found: Comparison) -> None:
    line = next(x for x in found.metrics if x.metric.code == "worst_county")
    assert [x.zh for x in line.places] == ["乙市子县", "乙市子县"]


def test_a_metric_that_a_run_does_not_have_is_not_comparable(
    years: tuple[Path, Path], tmp_path: Path
) -> None:
    def without(text: str) -> str:
        kept = json.loads(text)
        del kept["metrics"]["exceptions"]
        kept["metrics"]["need_coverage"] |= {"value": None, "exact": None}
        return json.dumps(kept)

    other = copied(years[0], tmp_path / "other", "metrics.json", without)
    lines = {x.metric.code: x.numbers for x in compared([years[0], other], ROOMS).metrics}
    assert lines["exceptions"].verdicts == lines["need_coverage"].verdicts == ("", "unknown")
    assert lines["worst_county"].verdicts == ("", "equal")


def test_counties_stand_in_the_order_of_their_codes(found: Comparison) -> None:
    assert [line.code for line in found.recipients] == ["990011", "990012"]
    assert [line.name for line in found.recipients] == ["乙市子县", "乙市丑县"]
    assert not {line.code for line in found.supporters} & {"990011", "990012"}


def test_a_county_has_its_numbers_and_its_changed_rows(found: Comparison) -> None:
    line = county(found, "990011")
    assert line.metrics["people_sent"].values == (2, 1)
    assert line.metrics["pairs"].values == (1, 1)
    assert line.metrics["need_coverage"].values == (Fraction(1, 3), Fraction(1, 3))
    assert line.changed == {"pairs": (2,), "teams": (1,), "placements": (1,)}
    assert county(found, "990012").changed == {"pairs": (0,), "teams": (1,), "placements": (0,)}


def test_a_county_without_a_part_of_a_count_has_none_and_of_a_share_nothing(
    years: tuple[Path, Path], tmp_path: Path
) -> None:
    def less(text: str) -> str:
        kept = json.loads(text)
        del kept["metrics"]["pairs"]["parts"]["990011"]
        kept["metrics"]["pairs"] |= {"value": 1.0, "exact": "1"}
        del kept["metrics"]["need_coverage"]["parts"]["990011"]
        return json.dumps(kept)

    other = copied(years[0], tmp_path / "other", "metrics.json", less)
    line = county(compared([years[0], other], ROOMS), "990011")
    assert line.metrics["pairs"].values == (1, 0)
    assert line.metrics["need_coverage"].values == (Fraction(1, 3), None)
    assert line.metrics["need_coverage"].verdicts == ("", "unknown")


# -- what is refused ------------------------------------------------------------------------------


def codes(bad: pytest.ExceptionInfo[BadInput]) -> list[tuple[str, str]]:
    return [(Path(x.file).name, x.code) for x in bad.value.issues]


def test_one_run_is_nothing_to_compare(years: tuple[Path, Path]) -> None:
    with pytest.raises(BadInput) as bad:
        compared(years[:1], ROOMS)
    assert codes(bad) == [("", "E-COMPARE-ONE")]


def test_every_damaged_file_of_every_run_is_named(years: tuple[Path, Path], tmp_path: Path) -> None:
    copies = [tmp_path / "a", tmp_path / "b"]
    for run, copy in zip(years, copies, strict=True):
        shutil.copytree(run, copy)
    (copies[0] / "tables" / "pairs.csv").unlink()
    with (copies[1] / "verification.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(BadInput) as bad:
        compared(copies, ROOMS)
    assert codes(bad) == [
        ("pairs.csv", "E-STORE-FILE-MISSING"),
        ("verification.json", "E-STORE-FILE-ALTERED"),
    ]


def test_runs_of_other_units_are_refused(years: tuple[Path, Path], tmp_path: Path) -> None:
    other = copied(
        years[1], tmp_path / "other", "metrics.json", lambda x: x.replace('"990012"', '"990099"')
    )
    with pytest.raises(BadInput) as bad:
        compared([*years, other], ROOMS)
    assert codes(bad) == [("other", "E-COMPARE-UNITS")]
    said = bad.value.issues[0].say("zh")
    assert "2 个单位" in said
    assert "乙市丑县 990012、乙市丑县 990099" in said


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda text: text + "1\n",
        lambda text: text.replace(code(13), "x"),
        lambda text: text.replace("受援学校代码", "代码"),
    ],
)
def test_a_table_that_holds_no_plan_is_refused(change, years, tmp_path: Path) -> None:
    other = copied(years[0], tmp_path / "other", "tables/pairs.csv", change)
    with pytest.raises(BadInput) as bad:
        compared([years[0], other], ROOMS)
    assert codes(bad) == [("pairs.csv", "E-RUN-TABLE")]
