"""The policy numbers and plan rows of the shadow placements."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pairmatch.errors import Text
from pairmatch.plan import Assignment, PlanTable
from pairmatch.schema import SchoolCode
from pairmatch.settings import OWN, Number
from pairmatch.vocabulary import PersonStage, Role, Subject, Term


class Placement(Assignment):
    """One person of a recipient school placed at a host school for a term, answering one seat."""

    team_id: str
    seat: Annotated[int, Field(ge=1, le=99)]
    term: Term
    recipient_school: SchoolCode
    supporting_school: SchoolCode
    role: Role
    subject: Subject | None = None
    second_subject: Subject | None = None
    stage: PersonStage
    person_id: str | None = None


PLACEMENTS = PlanTable(
    "placements",
    Placement,
    ("team_id", "term", "seat"),
    person_school="recipient_school",
    about=("recipient_school", "term", "role", "subject"),
    partner="supporting_school",
    person="person_id",
    numbering=("team_id", "seat"),
)

NUMBERS: tuple[Number, ...] = (
    Number(
        "placement_terms", Text("跟岗学期", "Terms with a placement group"), ("year",), "GD-2-1§14"
    ),
    Number(
        "host_max", Text("每校同时接收跟岗人数上限", "People hosted by a school at a time"), 10, OWN
    ),
)
