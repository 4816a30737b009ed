"""The sheets of school pairs: the table to hand out, and how each affinity was reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pairmatch.errors import Text
from pairmatch.history import partnerships
from pairmatch.plan import Plan
from pairmatch.programmes.pairs import affinity as facts
from pairmatch.programmes.pairs.province import pairs_wanted
from pairmatch.programmes.pairs.quotas import pairs_of_units
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.scores import scores
from pairmatch.programmes.pairs.tables import PAIRS, SchoolPair
from pairmatch.programmes.places import (
    MARKS,
    by_county,
    code_column,
    decided,
    school_cells,
    school_columns,
    target_column,
)
from pairmatch.programmes.room import Cell, Sheet, SheetColumn, Task, UnitColumn
from pairmatch.scenario import Scenario
from pairmatch.vocabulary import LANGS

PART_NAMES: dict[str, Text] = {
    "strength": Text("学科力量", "Subject strength"),
    "stages": Text("学段覆盖", "Stages"),
    "quality": Text("质量差", "Gap in quality"),
    "likeness": Text("相似程度", "Likeness"),
    "distance": Text("距离", "Distance"),
    "partnership": Text("已有合作", "Partnership"),
}


def _ordered(scenario: Scenario, plan: Plan) -> list[SchoolPair]:
    return sorted(plan.rows(SchoolPair), key=lambda p: by_county(scenario, p.recipient_school))


def pair_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    """One row a pair."""
    return [
        {
            **school_cells(scenario, "recipient", pair.recipient_school),
            **school_cells(scenario, "supporting", pair.supporting_school),
            "stage": scenario.schools[pair.recipient_school].stage,
            "km": scenario.distance_km(pair.recipient_school, pair.supporting_school),
            "note": _note(scenario, pair),
        }
        for pair in _ordered(scenario, plan)
    ]


def _note(scenario: Scenario, pair: SchoolPair) -> Text | None:
    r, s = pair.recipient_school, pair.supporting_school
    if (note := decided(scenario, "pair", r, supporting_school=s)) is not None:
        return note
    if (r, s) in partnerships(scenario):
        return Text("延续结对", "partners before")
    return None


def affinity_rows(scenario: Scenario, plan: Plan) -> Sequence[Mapping[str, Cell]]:
    """One row a pair with the parts of its affinity, so that the number can be recomputed.

    A score from outside stands as it was given, without parts.
    """
    rows: list[Mapping[str, Cell]] = []
    outside = scores(scenario)
    for pair in _ordered(scenario, plan):
        r, s = pair.recipient_school, pair.supporting_school
        rows.append(
            {
                **school_cells(scenario, "recipient", r),
                **school_cells(scenario, "supporting", s),
                **({} if outside else facts.parts_of(scenario, r, s)),
                "affinity": _affinity(scenario, r, s),
            }
        )
    return rows


def _affinity(scenario: Scenario, recipient: str, supporter: str) -> int:
    """Return the affinity of a pair; one from outside as it was given, whichever is better."""
    turned = scores(scenario) and not scenario.settings.maximise
    return (-1 if turned else 1) * facts.affinity(scenario, recipient, supporter)


_COUNTED = Text("对", "pairs")
_PAIRED = Text("学校结对", "School pairs")
_MUST = Text("必须结对的学校", "Schools that must have a partner")
_PROVINCE = Text("全省结对（目标 #，可差 #）", "Pairs in the province (# ± #)")
TASK_WORDS = tuple((name, _COUNTED) for name in (_PROVINCE, _PAIRED, _MUST))


def tasks(scenario: Scenario, plan: Plan) -> Sequence[Task]:
    """The pairs that the province, quotas and schools' own minimums ask for."""
    quotas = [
        (quota, quota.min)
        for key, found in scenario.quotas.items()
        if key[1] == "pairs"
        for quota in found
        if quota.min is not None
    ]
    count = pairs_of_units(scenario, plan)
    found: Counter[str] = Counter(p.recipient_school for p in plan.rows(SchoolPair))
    wanted = [(x, bounds(scenario, x)[0]) for x in scenario.schools_on("recipient")]
    asked = [(x.school_code, low, found[x.school_code]) for x, low in wanted if low]
    tasks = [
        Task(
            _PAIRED,
            _COUNTED,
            sum(low for _, low in quotas if low),
            len(plan.rows(SchoolPair)),
            tuple(
                (quota.unit_code, low - done)
                for quota, low in quotas
                if (done := count[quota.unit_code, quota.stage]) < low
            ),
        )
    ]
    if asked:
        missing = tuple((code, low - done) for code, low, done in asked if done < low)
        tasks.append(
            Task(
                _MUST,
                _COUNTED,
                sum(low for _, low, _ in asked),
                sum(min(low, done) for _, low, done in asked),
                missing,
            )
        )
    return [*_total(scenario, plan), *tasks]


def _total(scenario: Scenario, plan: Plan) -> Iterator[Task]:
    """The least number of pairs that the province wants, where it wants any."""
    wanted = pairs_wanted(scenario)
    if wanted and wanted[0]:
        target, play = (scenario.number(f"province_pairs{x}") for x in ("", "_tolerance"))
        said = (str(target), str(play))
        name = Text(*(_filled(_PROVINCE.say(lang), said) for lang in LANGS))
        yield Task(name, _COUNTED, wanted[0], len(plan.rows(SchoolPair)))


def _filled(text: str, numbers: Iterable[str]) -> str:
    for number in numbers:
        text = text.replace("#", number, 1)
    return text


def pairs_by_unit(scenario: Scenario, plan: Plan) -> Mapping[str, int]:
    """Number of pairs of each unit's schools, either side."""
    found: Counter[str] = Counter()
    for pair in plan.rows(SchoolPair):
        found[scenario.homes[pair.recipient_school]] += 1
        found[scenario.homes[pair.supporting_school]] += 1
    return found


SHEETS: tuple[Sheet, ...] = (
    Sheet(
        "pairs",
        Text("结对学校", "School pairs"),
        Text("结对帮扶学校一览表", "School pairs"),
        Text("单位：对、公里", "Unit: pairs, km"),
        (
            *school_columns("recipient"),
            *school_columns("supporting"),
            SheetColumn("stage", Text("受援学校学段", "Stage"), words="school_stage"),
            SheetColumn("km", Text("距离", "Distance"), kind="number"),
            SheetColumn("note", Text("备注", "Note")),
            code_column("recipient", reads="recipient_school"),
            code_column("supporting", reads="supporting_school"),
            *MARKS,
        ),
        pair_rows,
        PAIRS,
        Text("对", "pairs"),
        parted="recipient_city",
        school="recipient_code",
    ),
    Sheet(
        "affinity",
        Text("契合度测算", "Affinity"),
        Text("结对契合度测算表（内部工作用）", "How each affinity was reached (internal)"),
        Text("单位：分（满分 1000，空白为资料不详）", "Unit: points of 1000; blank: not known"),
        (
            *school_columns("recipient"),
            *school_columns("supporting"),
            *(SheetColumn(key, name, kind="number") for key, name in PART_NAMES.items()),
            SheetColumn("affinity", Text("契合度", "Affinity"), kind="number"),
        ),
        affinity_rows,
    ),
)

UNIT_COLUMNS: tuple[UnitColumn, ...] = (
    target_column("pairs"),
    UnitColumn("pairs", Text("结对学校（对）", "School pairs"), pairs_by_unit),
)
