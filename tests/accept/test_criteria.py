"""A file of criteria is read strictly: exact numbers, and every fault at once with its line and key."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.accept.criteria import Criterion, _exact, read_criteria
from pairmatch.errors import BadInput, Text
from pairmatch.io.keys import Wrong
from pairmatch.metrics import METRICS

ROOT = Path(__file__).parents[2]


def read(tmp_path: Path, text: str, *, with_baseline: bool = True) -> tuple[Criterion, ...]:
    path = tmp_path / "accept.toml"
    path.write_text(text, encoding="utf-8")
    return read_criteria(path, METRICS, with_baseline=with_baseline)


def faults(tmp_path: Path, text: str, *, with_baseline: bool = True) -> set[tuple[object, ...]]:
    with pytest.raises(BadInput) as bad:
        read(tmp_path, text, with_baseline=with_baseline)
    assert all(x.file == "accept.toml" for x in bad.value.issues)
    told = {(x.code, x.line, x.column) for x in bad.value.issues}
    assert len(told) == len(bad.value.issues)
    return told


def one(line: str) -> str:
    return f'[[criterion]]\nmetric = "need_coverage"\n{line}\n'


@pytest.mark.parametrize("line", ["at_least = 80", "at_most = 1.01"])
def test_a_share_above_the_whole_is_a_slip(tmp_path: Path, line: str) -> None:
    name = f"criterion.1.{line.split()[0]}"
    assert faults(tmp_path, one(line)) == {("E-ACCEPT-PERCENT", 3, name)}


def test_a_whole_share_a_percentage_and_a_number_are_no_slips(tmp_path: Path) -> None:
    text = one("at_least = 1") + one('at_most = "150 %"')
    (exceptions,) = read(tmp_path, '[[criterion]]\nmetric = "exceptions"\nat_most = 20\n')
    assert [x.least or x.most for x in read(tmp_path, text)] == [1, Fraction(3, 2)]
    assert exceptions.most == 20


def test_what_is_written_is_meant_exactly(tmp_path: Path) -> None:
    first, second = read(
        tmp_path,
        """
[[criterion]]
metric = "worst_county"
at_least = 0.8
reason = "agreed in spring"

[[criterion]]
metric = "exceptions"
at_most = 20
at_least = 0
not_worse_than_baseline_by = "1.5 %"
""",
    )
    assert (first.metric.code, first.least, first.most) == ("worst_county", Fraction(4, 5), None)
    assert (first.reason, first.worse) == ("agreed in spring", None)
    assert (second.least, second.most, second.worse) == (0, 20, Fraction(3, 200))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0.1", Fraction(1, 10)),
        ("3", Fraction(3)),
        ("-2.5", Fraction(-5, 2)),
        ('"80 %"', Fraction(4, 5)),
        ('"12.5%"', Fraction(1, 8)),
        ("1e3", Fraction(1000)),
        ("0.000000000001", Fraction(1, 10**12)),
        ("999_999_999_999", Fraction(999_999_999_999)),
        ("0.0", Fraction(0)),
    ],
)
def test_numbers_and_percentages(tmp_path: Path, written: str, meant: Fraction) -> None:
    (found,) = read(tmp_path, f'[[criterion]]\nmetric = "exceptions"\nat_least = {written}\n')
    assert found.least == meant


@settings(max_examples=40, deadline=None)
@given(st.decimals(min_value=-1000, max_value=1000, places=4))
def test_every_decimal_is_itself(number) -> None:
    assert _exact(number, Text("", "")) == Fraction(number)


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("at_least = true", "E-KEY-TYPE", "at_least"),
        ('at_least = "0.8"', "E-KEY-TYPE", "at_least"),
        ('at_least = "x %"', "E-KEY-TYPE", "at_least"),
        ('at_least = "8 % or so"', "E-KEY-TYPE", "at_least"),
        ("at_least = [1]", "E-KEY-TYPE", "at_least"),
        ("at_least = nan", "E-KEY-RANGE", "at_least"),
        ("at_most = -inf", "E-KEY-RANGE", "at_most"),
        ('at_most = "inf %"', "E-KEY-RANGE", "at_most"),
        ("at_most = 1e999999", "E-KEY-RANGE", "at_most"),
        ("at_most = 1e-999999", "E-KEY-RANGE", "at_most"),
        ("at_most = 1_000_000_000_000", "E-KEY-RANGE", "at_most"),
        ("not_worse_than_baseline_by = -0.1", "E-KEY-RANGE", "not_worse_than_baseline_by"),
        ("at_most = 1\nreason = 3", "E-KEY-TYPE", "reason"),
        ("at_most = 1\nworse = 3", "E-KEY-UNKNOWN", "worse"),
        ("at_least = 0.9\nat_most = 0.8", "E-KEY-CROSSED", "at_least"),
    ],
)
def test_a_wrong_value_is_a_fault_of_its_key(
    tmp_path: Path, line: str, code: str, column: str
) -> None:
    found = {(x, key) for x, _, key in faults(tmp_path, one(line))}
    assert found == {(code, f"criterion.1.{column}")}


def test_equal_limits_are_not_crossed(tmp_path: Path) -> None:
    (found,) = read(tmp_path, one("at_least = 0.8\nat_most = 0.8"))
    assert found.least == found.most


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = """threshold = 1
[[criterion]]
metric = "need_covrage"
at_least = 0.8
[[criterion]]
at_least = "many"
[[criterion]]
metric = "pairs"
not_worse_than_baseline_by = 0.01
[[criterion]]
metric = "exceptions"
reason = "why not"
"""
    assert faults(tmp_path, text, with_baseline=False) == {
        ("E-KEY-UNKNOWN", 1, "threshold"),
        ("E-ACCEPT-UNKNOWN", 3, "criterion.1.metric"),
        ("E-ACCEPT-METRIC", 5, "criterion.2"),
        ("E-KEY-TYPE", 6, "criterion.2.at_least"),
        ("E-ACCEPT-DIRECTION", 9, "criterion.3.not_worse_than_baseline_by"),
        ("E-ACCEPT-BASELINE", 9, "criterion.3.not_worse_than_baseline_by"),
        ("E-ACCEPT-NOTHING", 10, "criterion.4"),
    }


def test_the_nearest_metric_is_suggested(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        read(tmp_path, one("at_least = 0.8").replace("coverage", "covrage"))
    (issue,) = bad.value.issues
    assert "need_covrage" in issue.say("en")
    assert "need_coverage" in issue.say("en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E-ACCEPT-EMPTY"),
        ("criterion = []", "E-ACCEPT-EMPTY"),
        ("criterion = 3", "E-KEY-TYPE"),
        ("criterion = [3]", "E-KEY-TYPE"),
        ("[[criterion]]", "E-ACCEPT-METRIC"),
        ("[[criterion]]\nmetric = 3\nat_most = 1", "E-KEY-TYPE"),
        ("criterion =", "E-TOML-SYNTAX"),
    ],
)
def test_what_holds_no_criteria_is_refused(tmp_path: Path, text: str, code: str) -> None:
    assert code in {x for x, _, _ in faults(tmp_path, text)}


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as bad:
        read_criteria(tmp_path / "no.toml", METRICS, with_baseline=True)
    assert [x.code for x in bad.value.issues] == ["E-ACCEPT-FILE"]


def test_no_baseline_is_needed_where_none_is_asked(tmp_path: Path) -> None:
    assert len(read(tmp_path, one("at_most = 1"), with_baseline=False)) == 1


def test_the_example_is_accepted() -> None:
    found = read_criteria(ROOT / "scenarios" / "demo-accept.toml", METRICS, with_baseline=True)
    asked = {criterion.metric.code for criterion in found}
    assert {"worst_county", "exceptions", "shortfalls_priority"} <= asked
    assert any(criterion.worse == Fraction(1, 100) for criterion in found)


def test_the_sample_of_the_readme_is_accepted(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sample = readme.partition("## Acceptance\n")[2].partition("```toml\n")[2].partition("```")[0]
    assert [x.metric.code for x in read(tmp_path, sample)][:2] == ["worst_county", "exceptions"]


def test_text_alone_is_no_number() -> None:
    with pytest.raises(Wrong):
        _exact("0.8", Text("", ""))
