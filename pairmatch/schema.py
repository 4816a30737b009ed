"""The one schema: every input table that all programmes share, as pydantic models with Chinese headers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.fields import FieldInfo

from pairmatch.errors import Text
from pairmatch.vocabulary import (
    Kind,
    PersonStage,
    Role,
    SchoolStage,
    Side,
    Subject,
    Term,
    UnitLevel,
)

# A code stands in many rows; all of them share one text.
UnitCode = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{6}([0-9]{3})?$"), AfterValidator(sys.intern)
]
SchoolCode = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Z]{10}$"), AfterValidator(sys.intern)
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Count = Annotated[int, Field(ge=0, le=100_000)]
Flag = Annotated[int, Field(ge=0, le=1)]
GIVING = ("支援学校", "帮扶学校", "帮扶校", "派出学校", "派出校")
TAKING = ("受援学校", "受帮扶学校", "受扶学校", "受帮扶校")
"""What people call the columns of the two schools of a pair."""
NOT_KEPT: set[str] = set()
"""What all rows have in place of a set of their own of the fields that were given."""


class Row(BaseModel):
    """One row of a table; unknown columns are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_post_init(self, context: Any) -> None:
        """Let go of the set of fields that were given: half of a row's memory, and nobody asks for it."""
        object.__setattr__(self, "__pydantic_fields_set__", NOT_KEPT)


def column(
    zh: str,
    about: Text,
    *,
    default: Any = ...,
    words: str | None = None,
    aliases: tuple[str, ...] = (),
    month: bool = False,
    personal: bool = False,
) -> Any:
    """Declare a column: Chinese header, what goes in it, its closed list, other headers in use.

    A column without a default is required: it must be there and filled in every row. A ``month`` is
    one of a year, or a day, and is read in the ways in which people write dates. What stands in a
    ``personal`` one is never shown in full but to those who wrote it.
    """
    extra: dict[str, Any] = {
        "about_zh": about.zh,
        "about_en": about.en,
        "words": words,
        "aliases": list(aliases),
        "month": month,
        "personal": personal,
    }
    return Field(default=default, title=zh, json_schema_extra=extra)


def column_words(field: FieldInfo) -> str | None:
    """Return the name of the closed list of a column, if it has one."""
    extra = field.json_schema_extra
    words = extra.get("words") if isinstance(extra, Mapping) else None
    return words if isinstance(words, str) else None


def column_month(field: FieldInfo) -> bool:
    """Return whether a column holds months or days."""
    extra = field.json_schema_extra
    return isinstance(extra, Mapping) and extra.get("month") is True


def column_personal(field: FieldInfo) -> bool:
    """Return whether a column has the names of people."""
    extra = field.json_schema_extra
    return isinstance(extra, Mapping) and extra.get("personal") is True


def column_headers(name: str, field: FieldInfo) -> tuple[str, ...]:
    """Return every header by which a column is recognised: key, Chinese title, aliases."""
    extra = field.json_schema_extra
    aliases = extra.get("aliases") if isinstance(extra, Mapping) else None
    others = tuple(str(alias) for alias in aliases) if isinstance(aliases, list) else ()
    return (name, field.title or name, *others)


@dataclass(frozen=True)
class Beside:
    """A column that may stand beside one of codes, with the names of what these stand for.

    People know names and not codes, so they may write both: the name is checked and not kept.
    """

    header: Text
    aliases: tuple[str, ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header by which the column is recognised."""
        return (self.header.zh, self.header.en, *self.aliases)


SCHOOL_NAME = Beside(Text("学校名称", "school_name"), ("校名", "学校名"))


@dataclass(frozen=True)
class Table:
    """One input table: its name (and file), row model, key columns and references.

    ``key`` names the columns that may not repeat together. ``references`` maps a column to the
    table whose first key column it must be found in, or to a ``table.column``; a table refers only
    to tables before it; ``beside`` has the columns of names beside such columns. ``example`` is the
    row that the template shows; together with those of the other tables it makes sense. A
    ``past`` table tells of earlier years: what it names may be gone. One that ``bonds`` limits its rows
    all together, so that what it names is best planned as one.
    """

    name: str
    title: Text
    model: type[Row]
    key: tuple[str, ...]
    required: bool = False
    references: Mapping[str, str] | None = None
    beside: Mapping[str, Beside] | None = None
    example: Row | None = None
    past: bool = False
    bonds: bool = False


class Unit(Row):
    """A county-level unit, a town of 东莞 or 中山, or a city."""

    unit_code: UnitCode = column("单位代码", Text("6 或 9 位数字", "6 or 9 digits"))
    name: Name = column("单位名称", Text("全称", "full name"), aliases=("县(市、区)", "县区"))
    city: Name = column("所属市", Text("地级市名称", "name of the city"), aliases=("地市",))
    level: UnitLevel = column("层级", Text("市、县、镇街", "city, county, town"), words="level")
    side: Side = column("支援或受援", Text("支援方、受援方", "which side"), words="side")
    lat: Annotated[float | None, Field(ge=-90, le=90)] = column(
        "纬度", Text("度", "degrees"), default=None
    )
    lon: Annotated[float | None, Field(ge=-180, le=180)] = column(
        "经度", Text("度", "degrees"), default=None
    )
    former_soviet: Flag | None = column("原中央苏区", Text("1 或 0", "1 or 0"), default=None)
    old_revolutionary: Flag | None = column("革命老区", Text("1 或 0", "1 or 0"), default=None)
    ethnic_autonomous: Flag | None = column("民族自治县", Text("1 或 0", "1 or 0"), default=None)


class Link(Row):
    """A given 结对关系 between two units."""

    supporting_unit: UnitCode = column(
        "支援单位代码", Text("见 units", "see units"), aliases=("支援单位", "帮扶单位")
    )
    recipient_unit: UnitCode = column(
        "受援单位代码", Text("见 units", "see units"), aliases=("受援单位", "受帮扶单位")
    )
    level: Literal["city", "county"] = column(
        "层级", Text("市、县", "city or county"), words="level"
    )
    origin: Literal["official", "sourced", "proposed", "illustrative"] = column(
        "来源性质", Text("官方、有公开来源、拟定、示例", "where it comes from"), words="origin"
    )
    from_: str | None = column(
        "起", Text("开始年月", "start"), default=None, aliases=("from",), month=True
    )
    to: str | None = column("止", Text("结束年月", "end"), default=None, month=True)
    document: str | None = column("文件", Text("依据", "document"), default=None)


class Quota(Row):
    """A number fixed by the province for one unit and programme.

    pairs: pairs of the unit's schools (one stage or all). teams: teams of a recipient county;
    for a supporting unit the people it sends. placements: people placed (recipient) or hosted.
    """

    unit_code: UnitCode = column("单位代码", Text("见 units", "see units"))
    programme: Literal["pairs", "teams", "placements"] = column(
        "项目", Text("结对、支教、跟岗", "programme"), words="programme"
    )
    min: Count | None = column("下限", Text("空白按政策数", "blank: policy"), default=None)
    max: Count | None = column("上限", Text("空白按政策数", "blank: policy"), default=None)
    stage: SchoolStage | None = column(
        "学段", Text("只限结对", "pairs only"), default=None, words="school_stage"
    )
    target: Count | None = column("目标", Text("只作对照", "shown beside"), default=None)


class School(Row):
    """A school of either side."""

    school_code: SchoolCode = column(
        "学校代码", Text("10 位，文本", "10 characters, text"), aliases=("标识码", "学校标识码")
    )
    name: Name = column("学校名称", Text("全称", "full name"), aliases=("校名",))
    unit_code: UnitCode = column("单位代码", Text("见 units", "see units"))
    stage: SchoolStage = column("学段", Text("学校类型", "kind of school"), words="school_stage")
    kind: Kind | None = column("类别", Text("见词表", "see list"), default=None, words="kind")
    run_by: Literal["county", "city"] | None = column(
        "办学层级", Text("县属、市属", "who runs it"), default=None, words="run_by"
    )
    students: Count | None = column("学生数", Text("人", "people"), default=None)
    boarding: Flag | None = column("寄宿", Text("1 或 0", "1 or 0"), default=None)
    lat: Annotated[float | None, Field(ge=-90, le=90)] = column(
        "纬度", Text("度", "degrees"), default=None
    )
    lon: Annotated[float | None, Field(ge=-180, le=180)] = column(
        "经度", Text("度", "degrees"), default=None
    )
    quality: Annotated[int | None, Field(ge=0, le=100)] = column(
        "质量", Text("0–100，可空", "0-100, may be blank"), default=None
    )
    tags: str | None = column("标签", Text("以分号分隔", "separated by ;"), default=None)
    pair_min: Count | None = column("结对下限", Text("空白按政策", "blank: policy"), default=None)
    pair_max: Count | None = column("结对上限", Text("空白按政策", "blank: policy"), default=None)
    load_max: Count | None = column("负荷上限", Text("空白不限", "blank: no limit"), default=None)
    release_max: Count | None = column(
        "派出上限", Text("同时外出人数", "people away at a time"), default=None
    )
    host_max: Count | None = column(
        "接收上限", Text("同时接收人数", "people hosted at a time"), default=None
    )
    beds: Count | None = column("床位", Text("空白不限", "blank: no limit"), default=None)
    site: Flag | None = column(
        "可接收支教团队", Text("1 或 0，空白为可以", "1 or 0; blank: may"), default=None
    )
    seed: Flag | None = column(
        "种子学校", Text("1 或 0，空白为不是", "1 or 0; blank: no"), default=None
    )


class Staff(Row):
    """A count of alike people who can be sent or placed, or one named person."""

    school_code: SchoolCode = column("学校代码", Text("见 schools", "see schools"))
    role: Role = column("岗位", Text("学校领导、中层干部、专任教师", "role"), words="role")
    subject: Subject | None = column(
        "学科", Text("专任教师必填", "required for teachers"), default=None, words="subject"
    )
    stage: PersonStage = column("任教学段", Text("所教学段", "stage taught"), words="person_stage")
    count: Count = column("人数", Text("有姓名时为 1", "1 when named"), aliases=("可派人数",))
    second_subject: Subject | None = column(
        "第二学科", Text("可空", "may be blank"), default=None, words="subject"
    )
    person_id: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = column(
        "人员编号", Text("不用身份证号", "not an identity number"), default=None
    )
    name: Name | None = column("姓名", Text("可空", "may be blank"), default=None, personal=True)
    title: str | None = column("职称", Text("可空", "may be blank"), default=None)
    years: Annotated[int | None, Field(ge=0, le=60)] = column(
        "教龄", Text("年", "years"), default=None
    )
    willing: Flag | None = column(
        "本人意愿", Text("1 自愿，0 否，空白未知", "1 yes, 0 no, blank unknown"), default=None
    )


class Need(Row):
    """What a recipient school asks for."""

    school_code: SchoolCode = column("学校代码", Text("见 schools", "see schools"))
    role: Role = column("岗位", Text("学校领导、中层干部、专任教师", "role"), words="role")
    subject: Subject | None = column(
        "学科", Text("专任教师必填", "required for teachers"), default=None, words="subject"
    )
    posts: Annotated[int, Field(ge=1, le=100)] = column("需求人数", Text("至少 1", "at least 1"))
    priority: Annotated[int, Field(ge=1, le=5)] = column(
        "优先级", Text("1–5，5 最急", "1-5, 5 first")
    )


class TeacherCount(Row):
    """How many teachers of a subject a recipient school should have and has."""

    school_code: SchoolCode = column("学校代码", Text("见 schools", "see schools"))
    subject: Subject = column("学科", Text("见词表", "see list"), words="subject")
    required: Count = column("应配", Text("人", "people"))
    present: Count = column("现有", Text("人", "people"))


class Commitment(Row):
    """People and places already used by other tasks."""

    school_code: SchoolCode = column("学校代码", Text("见 schools", "see schools"))
    what: Literal["release", "host"] = column(
        "性质", Text("派出、接收", "release or host"), words="commitment"
    )
    role: Role | None = column("岗位", Text("可空", "may be blank"), default=None, words="role")
    subject: Subject | None = column(
        "学科", Text("可空", "may be blank"), default=None, words="subject"
    )
    count: Count = column("人数", Text("人", "people"))
    term: Term = column("学期", Text("秋、春、全学年", "term"), words="term")
    task: str | None = column("任务", Text("名称", "name"), default=None)


class Lock(Row):
    """A decision already made: something that must, or must not, be in the plan."""

    what: Literal["pair", "site", "seat", "placement"] = column(
        "事项", Text("结对、支教学校、支教岗位、跟岗", "what is fixed"), words="lock"
    )
    recipient_school: SchoolCode = column(
        "受援学校代码", Text("见 schools", "see schools"), aliases=TAKING
    )
    supporting_school: SchoolCode | None = column(
        "支援学校代码",
        Text("除支教学校外必填", "required but for sites"),
        default=None,
        aliases=GIVING,
    )
    role: Role | None = column(
        "岗位", Text("支教岗位必填", "for seats"), default=None, words="role"
    )
    subject: Subject | None = column(
        "学科", Text("可空", "may be blank"), default=None, words="subject"
    )
    term: Term | None = column(
        "学期", Text("只限跟岗", "placements only"), default=None, words="term"
    )
    person_id: str | None = column("人员编号", Text("可空", "may be blank"), default=None)
    count: Annotated[int | None, Field(ge=1, le=9)] = column(
        "人数",
        Text("只限支教岗位，空白为 1", "seats only; blank: 1"),
        default=None,
    )
    force: Literal["require", "forbid"] = column("方式", Text("必须、禁止", "force"), words="force")
    reason: str | None = column("理由", Text("可空", "may be blank"), default=None)
    document: str | None = column("文件", Text("可空", "may be blank"), default=None)
    provisional: Flag | None = column(
        "暂定",
        Text("1：各方尚未议定，暂时如此", "1: kept so until it is agreed"),
        default=None,
    )


class HistoryRow(Row):
    """A row of an earlier year, planned or actual."""

    year: Annotated[int, Field(ge=2000, le=2100)] = column("学年", Text("起始年", "first year"))
    what: Literal["pair", "site", "seat", "placement"] = column(
        "事项", Text("同 locks", "as in locks"), words="lock"
    )
    recipient_school: SchoolCode = column(
        "受援学校代码", Text("见 schools", "see schools"), aliases=TAKING
    )
    supporting_school: SchoolCode | None = column(
        "支援学校代码", Text("见 schools", "see schools"), default=None, aliases=GIVING
    )
    role: Role | None = column("岗位", Text("可空", "may be blank"), default=None, words="role")
    subject: Subject | None = column(
        "学科", Text("可空", "may be blank"), default=None, words="subject"
    )
    person_id: str | None = column("人员编号", Text("可空", "may be blank"), default=None)
    count: Annotated[int | None, Field(ge=1, le=100)] = column(
        "人数", Text("空白为 1", "blank: 1"), default=None
    )
    status: Literal["planned", "actual", "left", "confirmed", "ended"] = column(
        "状态", Text("计划、实际等", "status"), words="status"
    )


class Approval(Row):
    """A signed decision that lets one row of a rule be missed: an approved exception."""

    rule: str = column("规则", Text("规则代码，见 rules", "code of a rule, see rules"))
    unit_code: str | None = column(
        "单位代码", Text("规则针对单位的填", "where the rule is about a unit"), default=None
    )
    recipient_school: SchoolCode | None = column(
        "受援学校代码",
        Text("规则针对受援学校的填", "where the rule is about one"),
        default=None,
        aliases=TAKING,
    )
    supporting_school: SchoolCode | None = column(
        "支援学校代码",
        Text("规则针对支援学校的填", "where the rule is about one"),
        default=None,
        aliases=GIVING,
    )
    role: Role | None = column(
        "岗位", Text("规则针对岗位的填", "where the rule is about it"), default=None, words="role"
    )
    subject: Subject | None = column(
        "学科",
        Text("规则针对学科的填", "where the rule is about it"),
        default=None,
        words="subject",
    )
    stage: SchoolStage | None = column(
        "学段",
        Text("规则针对学段的填", "where the rule is about it"),
        default=None,
        words="school_stage",
    )
    term: Term | None = column(
        "学期", Text("规则针对学期的填", "where the rule is about it"), default=None, words="term"
    )
    limit: Literal["away", "hosted", "money"] | None = column(
        "限额", Text("规则针对限额的填", "where the rule is about it"), default=None, words="limit"
    )
    approver: str = column("批准人", Text("谁批准的", "who approved it"))
    document: str = column("文件", Text("批准文件", "the document that says so"))
    reason: str | None = column("理由", Text("可空", "may be blank"), default=None)

    @property
    def said(self) -> str:
        """Return who approved it, by which document and why, in one line."""
        return " · ".join(filter(None, (self.approver, self.document, self.reason)))


SHARED_TABLES: tuple[Table, ...] = (
    Table(
        "units",
        Text("单位", "Units"),
        Unit,
        ("unit_code",),
        required=True,
        example=Unit(
            unit_code="440804", name="坡头区", city="湛江市", level="county", side="recipient"
        ),
    ),
    Table(
        "links",
        Text("结对关系", "Links"),
        Link,
        ("supporting_unit", "recipient_unit"),
        required=True,
        references={"supporting_unit": "units", "recipient_unit": "units"},
        example=Link(
            supporting_unit="440103",
            recipient_unit="440804",
            level="county",
            origin="official",
            from_="2021-09",
            to="2026-08",
            document="结对帮扶工作方案（文号）",
        ),
    ),
    Table(
        "quotas",
        Text("名额", "Quotas"),
        Quota,
        ("unit_code", "programme", "stage"),
        references={"unit_code": "units"},
        example=Quota(unit_code="440804", programme="pairs", min=6, max=8),
    ),
    Table(
        "schools",
        Text("学校", "Schools"),
        School,
        ("school_code",),
        required=True,
        references={"unit_code": "units"},
        example=School(
            school_code="9944080401",
            name="坡头区示例镇中心小学",
            unit_code="440804",
            stage="primary",
            kind="township_central",
            run_by="county",
            students=860,
            boarding=1,
            release_max=3,
            host_max=4,
            beds=6,
            site=1,
        ),
    ),
    Table(
        "staff",
        Text("可派名额", "Staff"),
        Staff,
        ("school_code", "role", "subject", "stage", "second_subject", "person_id"),
        references={"school_code": "schools"},
        beside={"school_code": SCHOOL_NAME},
        example=Staff(
            school_code="9944080401",
            role="teacher",
            subject="english",
            stage="primary",
            count=2,
        ),
    ),
    Table(
        "needs",
        Text("需求", "Needs"),
        Need,
        ("school_code", "role", "subject"),
        references={"school_code": "schools"},
        beside={"school_code": SCHOOL_NAME},
        example=Need(
            school_code="9944080401", role="teacher", subject="english", posts=2, priority=5
        ),
    ),
    Table(
        "teachers",
        Text("师资情况", "Teachers"),
        TeacherCount,
        ("school_code", "subject"),
        references={"school_code": "schools"},
        beside={"school_code": SCHOOL_NAME},
        example=TeacherCount(school_code="9944080401", subject="english", required=5, present=3),
    ),
    Table(
        "commitments",
        Text("其他帮扶占用", "Commitments"),
        Commitment,
        ("school_code", "what", "role", "subject", "term", "task"),
        references={"school_code": "schools"},
        example=Commitment(
            school_code="9944010305",
            what="release",
            role="teacher",
            subject="english",
            count=1,
            term="year",
            task="援藏支教",
        ),
    ),
    Table(
        "locks",
        Text("已议定", "Locks"),
        Lock,
        (
            "what",
            "recipient_school",
            "supporting_school",
            "role",
            "subject",
            "term",
            "person_id",
            "force",
        ),
        references={
            "recipient_school": "schools",
            "supporting_school": "schools",
            "person_id": "staff.person_id",
        },
        example=Lock(
            what="pair",
            recipient_school="9944080401",
            supporting_school="9944010305",
            force="require",
            reason="两校已续签协议",
            document="结对协议书（编号）",
        ),
    ),
    Table(
        "approvals",
        Text("批准例外", "Approvals"),
        Approval,
        (
            *("rule", "unit_code", "recipient_school", "supporting_school"),
            *("role", "subject", "stage", "term", "limit"),
        ),
        references={
            "unit_code": "units",
            "recipient_school": "schools",
            "supporting_school": "schools",
        },
        example=Approval(
            rule="P4",
            recipient_school="9944080401",
            supporting_school="9944010305",
            approver="省教育厅帮扶办",
            document="批复文件（编号）",
            reason="两校联合办学",
        ),
    ),
    Table(
        "history",
        Text("上年实际", "History"),
        HistoryRow,
        (
            "year",
            "what",
            "recipient_school",
            "supporting_school",
            "role",
            "subject",
            "person_id",
            "status",
        ),
        references={"recipient_school": "schools", "supporting_school": "schools"},
        example=HistoryRow(
            year=2025,
            what="pair",
            recipient_school="9944080401",
            supporting_school="9944010305",
            status="actual",
        ),
        past=True,
    ),
)
"""The tables that belong to no single programme; each programme declares its own beside these."""


def table_called(name: str) -> Text:
    """Return what a message calls a table: by the title of its sheet, and by the name of its file."""
    title = next((table.title.zh for table in SHARED_TABLES if table.name == name), "")
    return Text(f"“{title}”（{name}）" if title else name, name)
