"""The policy numbers and plan rows of the support teams."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pairmatch.errors import Text
from pairmatch.plan import Assignment, PlanTable
from pairmatch.schema import SchoolCode
from pairmatch.settings import OWN, Number
from pairmatch.vocabulary import PersonStage, Role, Subject


class Seat(Assignment):
    """One post in a support team: which supporting school sends which post, and perhaps who."""

    team_id: str
    seat: Annotated[int, Field(ge=1, le=99)]
    recipient_school: SchoolCode
    supporting_school: SchoolCode
    role: Role
    subject: Subject | None = None
    second_subject: Subject | None = None
    stage: PersonStage
    person_id: str | None = None


TEAMS = PlanTable(
    "teams",
    Seat,
    ("team_id", "seat"),
    person_school="supporting_school",
    about=("recipient_school", "role", "subject"),
    partner="supporting_school",
    person="person_id",
    numbering=("team_id", "seat"),
)

NUMBERS: tuple[Number, ...] = (
    Number("team_size_min", Text("每队人数下限", "People in a team, least"), 3, "GD-2-1§13", 1, 9),
    Number("team_size_max", Text("每队人数上限", "People in a team, most"), 5, "GD-2-1§13", 1, 9),
    Number(
        "teams_per_county_min",
        Text("每县每年团队数下限", "Teams a county and year, least"),
        3,
        "GD-2-1§13",
    ),
    Number(
        "teams_per_county_max", Text("每县每年团队数上限", "Teams a county and year, most"), 5, OWN
    ),
    Number(
        "cost_per_person",
        Text("人均每年经费（元）", "Yuan a person and year"),
        40_000,
        "GD-2-1§33",
        1,
        1_000_000,
    ),
    Number("fairness_bands", Text("县际均衡分档数", "Bands of county fairness"), 4, OWN, 1, 10),
)
