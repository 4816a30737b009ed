"""Teachers per subject: how many a school needs by its pupils and the weekly timetable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pairmatch.generate.census import PROVINCE
from pairmatch.generate.facts import Facts
from pairmatch.schema import School
from pairmatch.vocabulary import STAGES_OF, PersonStage, Subject

_TIMETABLE: dict[Subject, str] = {
    "chinese": "语文",
    "mathematics": "数学",
    "english": "英语",
    "politics": "品德与生活/品德与社会/思想品德",
    "physical": "体育/体育与健康",
    "music": "音乐",
    "art": "美术",
    "information": "信息技术",
    "labour": "综合实践活动",
    "science": "科学(综合)",
    "history": "历史(分科)",
    "geography": "地理(分科)",
    "physics": "物理(分科)",
    "chemistry": "化学(分科)",
    "biology": "生物(分科)",
}
"""The row of the weekly timetable that each subject is taught in."""
_PSYCHOLOGY = 1.0
"""Weekly periods of 心理健康 over all grades of a stage; the timetable has no row for it."""
_SENIOR: dict[Subject, float] = {
    "chinese": 5,
    "mathematics": 5,
    "english": 5,
    "politics": 2.5,
    "history": 2.5,
    "geography": 2.5,
    "physics": 3.5,
    "chemistry": 3,
    "biology": 3,
    "information": 1,
    "physical": 2,
    "music": 0.6,
    "art": 0.6,
    "labour": 0.5,
    "psychology": 0.3,
}
"""Weekly periods in senior schools. Not among the published figures: our own numbers."""
SENIOR_RATIO, SPECIAL_RATIO, KINDERGARTEN_RATIO = 12.5, 4.0, 14.5
"""Pupils per teacher where nothing here publishes it; kindergartens: children to teachers, 2021."""


@dataclass(frozen=True)
class Timetable:
    """Per stage: pupils per teacher and the share of each subject in the teachers."""

    ratio: Mapping[PersonStage, float]
    shares: Mapping[PersonStage, Mapping[Subject, float]]


def timetable(facts: Facts) -> Timetable:
    """Return the ratios and shares that follow from the published figures."""
    taught: dict[PersonStage, dict[Subject, float]] = {"primary": {}, "junior": {}}
    for subject, row in _TIMETABLE.items():
        early, late = facts.periods[row]
        taught["primary"][subject] = early
        # Junior schools teach the sciences and history apart, primary schools science together.
        taught["junior"][subject] = 0 if subject == "science" else late
    for periods in taught.values():
        periods["psychology"] = _PSYCHOLOGY
    taught["senior"] = dict(_SENIOR)
    taught["special"] = {"special_needs": 1}
    taught["kindergarten"] = {"preschool": 1}
    return Timetable(
        ratio={
            "primary": facts.published(PROVINCE, "primary pupil-teacher ratio"),
            "junior": facts.published(PROVINCE, "junior pupil-teacher ratio"),
            "senior": SENIOR_RATIO,
            "special": SPECIAL_RATIO,
            "kindergarten": KINDERGARTEN_RATIO,
        },
        shares={stage: _shares(periods) for stage, periods in taught.items()},
    )


def _shares(periods: Mapping[Subject, float]) -> dict[Subject, float]:
    total = sum(periods.values())
    return {subject: value / total for subject, value in periods.items() if value}


def pupils_by_stage(school: School) -> dict[PersonStage, int]:
    """Return the pupils of each stage of a school, by the years that the stage lasts."""
    years = {"primary": 6, "junior": 3, "senior": 3}
    stages = sorted(STAGES_OF[school.stage])
    total = sum(years.get(stage, 1) for stage in stages)
    pupils = school.students or 0
    found = {stage: pupils * years.get(stage, 1) // total for stage in stages}
    found[stages[0]] += pupils - sum(found.values())
    return found


def teachers_needed(table: Timetable, school: School) -> dict[PersonStage, dict[Subject, int]]:
    """Return the teachers that a school should have per stage and subject, at least one of each
    where a school is not tiny."""
    found: dict[PersonStage, dict[Subject, int]] = {}
    for stage, pupils in pupils_by_stage(school).items():
        teachers = pupils / table.ratio[stage]
        least = 1 if pupils >= 150 else 0
        found[stage] = {
            subject: max(least, round(teachers * share))
            for subject, share in table.shares[stage].items()
        }
    return found
