"""The table of published rows, and how many of them may be moved at the most."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pairmatch.errors import Text
from pairmatch.schema import GIVING, TAKING, Row, SchoolCode, Table, column
from pairmatch.settings import MOVED_MAX, OWN, Number
from pairmatch.vocabulary import PersonStage, Role, Subject, Term

NO_LIMIT = 100_000
"""The number of rows at which nothing is limited."""


class Published(Row):
    """A row of a plan that was given out, or several of alike people: who is told what they do."""

    what: Literal["pair", "seat", "placement"] = column(
        "事项", Text("结对、支教岗位、跟岗", "pair, seat, placement"), words="lock"
    )
    recipient_school: SchoolCode = column(
        "受援学校代码",
        Text("跟岗填本人所在学校", "of a placement the person's own school"),
        aliases=TAKING,
    )
    supporting_school: SchoolCode = column(
        "支援学校代码", Text("跟岗填跟岗学校", "of a placement the host"), aliases=GIVING
    )
    site: SchoolCode | None = column(
        "驻点学校代码",
        Text("只限跟岗，所对应团队的驻点", "placements only: where the team is that it answers"),
        default=None,
    )
    role: Role | None = column(
        "岗位", Text("结对不填", "not for pairs"), default=None, words="role"
    )
    subject: Subject | None = column(
        "学科", Text("专任教师必填", "required for teachers"), default=None, words="subject"
    )
    second_subject: Subject | None = column(
        "第二学科", Text("可空", "may be blank"), default=None, words="subject"
    )
    stage: PersonStage | None = column(
        "任教学段", Text("结对不填", "not for pairs"), default=None, words="person_stage"
    )
    term: Term | None = column(
        "学期", Text("只限跟岗", "placements only"), default=None, words="term"
    )
    person_id: str | None = column("人员编号", Text("可空", "may be blank"), default=None)
    count: Annotated[int | None, Field(ge=1, le=99)] = column(
        "人数", Text("空白为 1", "blank: 1"), default=None
    )


PUBLISHED = Table(
    "published",
    Text("已公布", "Published"),
    Published,
    (
        "what",
        "recipient_school",
        "supporting_school",
        "site",
        "role",
        "subject",
        "second_subject",
        "stage",
        "term",
        "person_id",
    ),
    references={
        "recipient_school": "schools",
        "supporting_school": "schools",
        "site": "schools",
        "person_id": "staff.person_id",
    },
    bonds=True,
    example=Published(
        what="placement",
        recipient_school="9944080401",
        supporting_school="9944010305",
        site="9944080401",
        role="teacher",
        subject="english",
        stage="primary",
        term="year",
    ),
)

NUMBERS: tuple[Number, ...] = (
    Number(
        MOVED_MAX,
        Text("已公布的行最多改动几行（100000 为不限）", "Published rows moved, most (100000: any)"),
        NO_LIMIT,
        OWN,
    ),
)
