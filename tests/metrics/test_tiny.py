"""Every metric of the best plan of scenarios/tiny, counted by hand from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from pairmatch.metrics import METRICS, TOPICS, measure
from pairmatch.programmes.metric import Measured
from pairmatch.result import Result
from pairmatch.verify import verify
from tests.metrics.tiny_plan import CHILD, CHOU, tiny, tiny_plan

JIA, YI = "990001", "990002"
NOTHING = Measured(None)


def number(value: str | int, parts: Mapping[str, str | int] | None = None, *at: str) -> Measured:
    """A value and its parts, written as fractions."""
    return Measured(Fraction(value), {k: Fraction(v) for k, v in (parts or {}).items()}, at)


# 子县 asks for a leader (priority 3), mathematics (5), English (3) at 东镇, Chinese (4) at 西村, and
# gets mathematics. 丑县 asks for a middle cadre (1) and two teachers of English (4), and gets these.
EXPECTED: dict[str, Measured] = {
    "pairs": number(2, {CHILD: 1, CHOU: 1}),
    "pairs_asked": number(1, {CHOU: 1}),
    "pairs_done": number(1, {CHOU: 1}),
    "teams": number(2, {CHILD: 1, CHOU: 1}),
    "teams_asked": number(2, {CHILD: 1, CHOU: 1}),
    "teams_done": number(1, {CHILD: 1, CHOU: 1}),
    "people_sent": number(4, {CHILD: 2, CHOU: 2}),
    "placements": number(4, {CHILD: 2, CHOU: 2}),
    "placements_asked": number(4, {CHILD: 2, CHOU: 2}),
    "placements_done": number(1, {CHILD: 1, CHOU: 1}),
    # Chinese is asked for where no team may be, English by 子县 where nobody can send it; a leader
    # and a middle cadre could have been sent.
    "scarce_asked": number(4, {"chinese": 1, "english": 3}),
    "scarce_filled": number(2, {"chinese": 0, "english": 2}),
    "scarce_possible": number(2, {"chinese": 0, "english": 2}),
    "scarce_reached": number(1, {"english": 1}),
    "worst_county": number("1/3", {}, CHILD),
    "pairs_township": number("1/2", {CHILD: 0, CHOU: 1}),
    "pairs_kindergarten": number(0, {CHILD: 0, CHOU: 0}),
    "pairs_county_high": number(0, {CHILD: 0, CHOU: 0}),
    "sites_township": number(1, {CHILD: 1, CHOU: 1}),
    "thin_sites": number(2, {CHILD: 1, CHOU: 1}, "9900000011", "9900000013"),
    "rows_kept": NOTHING,
    "stayed": NOTHING,
    "thin_sites_before": NOTHING,
    "load_teachers": NOTHING,
    # Two of the three people that each of the two units offers.
    "load_offered": number("2000/3", {JIA: "2000/3", YI: "2000/3"}, JIA, YI),
    "need_coverage": number("13/24", {CHILD: "5/15", CHOU: "8/9"}),
    # 1/3 and 8/9: the differences are 2 · 5/9 of 2 · 2 · 11/9; (11/9)² of 2 · (1/9 + 64/81).
    "coverage_gini": number("5/22"),
    "coverage_jain": number("121/146"),
    "subject_coverage": number(
        "3/7",
        {"leader": 0, "middle": 0, "chinese": 0, "mathematics": 1, "english": "2/3"},
        *("leader", "middle", "chinese"),
    ),
    "subject_worst": number(0, {CHILD: 0, CHOU: 0}),
    "subjects_reached": number("2/6", {CHILD: "1/4", CHOU: "1/2"}),
    "pairs_kept": NOTHING,
    "repeats": NOTHING,
    "load_gini": number(0),
    # Four people sent and four placed, a year each.
    "cost": number(320_000, {JIA: 80_000, YI: 80_000, CHILD: 80_000, CHOU: 80_000}),
    "quality_gap": NOTHING,
    # The partner of 甲区一小 is 西村, its team is at 东镇.
    "team_from_partner": number("2/4", {CHILD: 0, CHOU: 1}),
    "priority_areas": number(0),
    # Music does not answer Chinese, which 东镇 has.
    "post_match": number("3/4", {CHILD: "1/2", CHOU: 1}),
    "one_host": number(1, {CHILD: 1, CHOU: 1}),
    "distance_mean": NOTHING,
    "distance_p90": NOTHING,
    "pairs_by_distance": number(0),
    "exceptions": number(1, {"W2": 1}),
    "exceptions_at": number(1, {CHILD: 1}),
    "shortfalls": number(0),
    "shortfall": number(0),
    "shortfalls_at": number(0),
    "shortfalls_priority": number(0),
}


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.code)
def test_the_metrics_of_the_tiny_plan(metric) -> None:
    expected = NOTHING if metric.code == "proved_gap" else EXPECTED[metric.code]
    found = metric.measure(tiny(), tiny_plan())
    assert found == expected
    assert list(found.parts) == list(expected.parts)


def test_all_at_once_are_the_same_with_the_gap_beside() -> None:
    scenario, plan = tiny(), tiny_plan()
    result = Result("tiny", "", "bounded", 0, 0, 3340, 3350, (), 0, (), "")
    found = measure(scenario, plan, verify(scenario, plan), result)
    assert found == {**EXPECTED, "proved_gap": Measured(Fraction(10, 3340))}


def test_codes_are_keys_and_shares_say_so() -> None:
    codes = [metric.code for metric in METRICS]
    assert len(set(codes)) == len(codes)
    for metric in METRICS:
        assert metric.code.replace("_", "").isalnum()
        assert metric.code == metric.code.lower()
        assert metric.percent == (metric.unit.zh == "%"), metric.code
        assert all((metric.name.zh, metric.name.en, metric.formula.zh, metric.formula.en))


def test_those_who_judge_read_first_and_topics_stand_together() -> None:
    pages = [metric.page for metric in METRICS]
    assert pages == sorted(pages)
    order = [(metric.page, list(TOPICS).index(metric.topic)) for metric in METRICS]
    assert order == sorted(order)
    assert METRICS[0].code == "pairs_done"


def test_parts_are_what_the_metric_says() -> None:
    scenario, plan = tiny(), tiny_plan()
    for metric in METRICS:
        parts = metric.measure(scenario, plan).parts
        if metric.parted == "unit":
            assert set(parts) <= set(scenario.units), metric.code
        elif metric.parted == "":
            assert not parts, metric.code
