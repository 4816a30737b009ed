"""The tables, policy numbers and plan rows of the pairs programme."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pairmatch.errors import Text
from pairmatch.plan import Assignment, PlanTable
from pairmatch.schema import GIVING, TAKING, Count, Row, SchoolCode, Table, column
from pairmatch.settings import OWN, Number


class PairScore(Row):
    """A score from outside for one possible pair; where there are any, only listed pairs count."""

    recipient_school: SchoolCode = column(
        "受援学校代码", Text("见 schools", "see schools"), aliases=TAKING
    )
    supporting_school: SchoolCode = column(
        "支援学校代码", Text("见 schools", "see schools"), aliases=GIVING
    )
    affinity: Annotated[int, Field(ge=-1000, le=1000)] = column(
        "契合度", Text("-1000 到 1000 的整数", "whole number, -1000 to 1000")
    )
    load: Count | None = column("负荷", Text("空白为 1", "blank: 1"), default=None)


class SchoolPair(Assignment):
    """A chosen pair of schools."""

    recipient_school: SchoolCode
    supporting_school: SchoolCode


SCORES = Table(
    "pair_scores",
    Text("外部契合度", "Pair scores"),
    PairScore,
    ("recipient_school", "supporting_school"),
    references={"recipient_school": "schools", "supporting_school": "schools"},
    example=PairScore(
        recipient_school="9944080401", supporting_school="9944010305", affinity=700, load=1
    ),
)
PAIRS = PlanTable(
    "pairs",
    SchoolPair,
    ("recipient_school", "supporting_school"),
    about=("recipient_school",),
    partner="supporting_school",
)

NUMBERS: tuple[Number, ...] = (
    Number(
        "recipient_pair_min",
        Text("每所受援学校结对下限", "Pairs a recipient school, least"),
        0,
        OWN,
    ),
    Number(
        "recipient_pair_max", Text("每所受援学校结对上限", "Pairs a recipient school, most"), 1, OWN
    ),
    Number(
        "supporting_pair_min",
        Text("每所支援学校结对下限", "Pairs a supporting school, least"),
        0,
        OWN,
    ),
    Number(
        "supporting_pair_max",
        Text("每所支援学校结对上限", "Pairs a supporting school, most"),
        2,
        OWN,
    ),
    Number(
        "province_pairs",
        Text("全省结对目标（0 为不设）", "Pairs in the province, target (0: none)"),
        0,
        OWN,
    ),
    Number(
        "province_pairs_tolerance",
        Text("全省结对目标允许差数", "Pairs in the province, tolerance"),
        20,
        OWN,
    ),
    Number(
        "affinity_strength",
        Text("契合度：学科力量份额", "Affinity share: subject strength"),
        30,
        OWN,
        0,
        100,
    ),
    Number("affinity_stages", Text("契合度：学段份额", "Affinity share: stages"), 15, OWN, 0, 100),
    Number(
        "affinity_quality",
        Text("契合度：质量差份额", "Affinity share: gap in quality"),
        15,
        OWN,
        0,
        100,
    ),
    Number(
        "affinity_likeness", Text("契合度：相似份额", "Affinity share: likeness"), 15, OWN, 0, 100
    ),
    Number(
        "affinity_distance", Text("契合度：距离份额", "Affinity share: distance"), 15, OWN, 0, 100
    ),
    Number(
        "affinity_partnership",
        Text("契合度：已有合作份额", "Affinity share: partnership"),
        10,
        OWN,
        0,
        100,
    ),
)
