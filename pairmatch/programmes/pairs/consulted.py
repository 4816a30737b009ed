"""What counties are asked about pairs: each proposed pair, why, and the schools that could take its place.

The reasons are handed on: they name needs, distances and earlier partners, never affinity or quality.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pairmatch.errors import Text
from pairmatch.history import partnerships
from pairmatch.plan import Plan
from pairmatch.programmes.faults import spoken
from pairmatch.programmes.pairs import affinity as facts
from pairmatch.programmes.pairs.rules import bounds
from pairmatch.programmes.pairs.scores import scores
from pairmatch.programmes.pairs.sheets import pair_rows
from pairmatch.programmes.pairs.tables import PAIRS, SchoolPair
from pairmatch.programmes.places import code_column, school_columns
from pairmatch.programmes.room import Choice, Consulted, Proposed, Sheet, SheetColumn
from pairmatch.programmes.sentences import joined
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock

FREE = Text("尚有结对名额", "it has room for a partner")
FULL = Text(
    "结对名额已满，改选会影响其他学校", "it has no room left, so others would have to change"
)


def proposed(scenario: Scenario, plan: Plan, count: int) -> Sequence[Proposed]:
    """Return every pair with at most ``count`` schools that could be the partner instead.

    Schools with room left come first, then those that fit best; what a rule about one pair, or a
    decision, forbids is left out.
    """
    desk = _Desk(scenario, plan)
    found = []
    for cells in pair_rows(scenario, plan):
        row = SchoolPair.model_validate(
            {column: cells[column.replace("school", "code")] for column in SchoolPair.model_fields}
        )
        r, s = row.recipient_school, row.supporting_school
        choices = tuple(
            Choice(other, joined([*_reasons(scenario, r, other, s), FREE if free else FULL]))
            for free, other in (desk.others(row)[:count] if count else ())
        )
        found.append(Proposed(row, cells, joined(_reasons(scenario, r, s)), choices))
    return found


class _Desk:
    """What is left of every supporting school in a plan."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario = scenario
        self.partners: dict[str, set[str]] = defaultdict(set)
        self.count: Counter[str] = Counter()
        self.load: Counter[str] = Counter()
        for row in plan.rows(SchoolPair):
            r, s = row.recipient_school, row.supporting_school
            self.partners[r].add(s)
            self.count[s] += 1
            self.load[s] += facts.load(scenario, r, s)
        decided: dict[str, set[tuple[str, str | None]]] = {"require": set(), "forbid": set()}
        for lock in scenario.locks:
            if lock.what == "pair" and not lock.provisional:
                decided[lock.force].add((lock.recipient_school, lock.supporting_school))
        self.forbidden = decided["forbid"]
        self.decided = Counter(s for _, s in decided["require"])

    def others(self, row: SchoolPair) -> list[tuple[bool, str]]:
        """Return the schools that could stand in a pair instead, and whether they have room, best first."""
        r = row.recipient_school
        ranked = sorted(
            (not self._free(r, s), -facts.affinity(self.scenario, r, s), s)
            for s in _reachable(self.scenario)[self.scenario.homes[r]]
            if s not in self.partners[r] and self._possible(r, s)
        )
        return [(not full, s) for full, _, s in ranked]

    def _possible(self, r: str, s: str) -> bool:
        """Whether nothing that concerns the two schools alone, nor a decision, forbids a pair."""
        scenario, outside = self.scenario, scores(self.scenario)
        most = bounds(scenario, scenario.schools[s])[1]
        limit = scenario.schools[s].load_max
        return (
            bool(scenario.stages(r) & scenario.stages(s))
            and (r, s) not in self.forbidden
            and self.decided[s] < most
            and (not outside or outside.find(r, s) is not None)
            and (limit is None or facts.load(scenario, r, s) <= limit)
        )

    def _free(self, r: str, s: str) -> bool:
        limit = self.scenario.schools[s].load_max
        load = self.load[s] + facts.load(self.scenario, r, s)
        most = bounds(self.scenario, self.scenario.schools[s])[1]
        return self.count[s] < most and (limit is None or load <= limit)


@lru_cache(maxsize=4)
def _reachable(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """The supporting schools inside the links of each recipient unit."""
    found: dict[str, list[str]] = {unit: [] for unit in scenario.units}
    for supporting, recipient in sorted(scenario.linked_units):
        found[recipient] += [x.school_code for x in scenario.schools_of[supporting]]
    return {unit: tuple(codes) for unit, codes in found.items()}


def _reasons(scenario: Scenario, r: str, s: str, instead_of: str | None = None) -> Iterator[Text]:
    """Yield what speaks for a pair, in words; how far it is, against another partner if there is one."""
    if (r, s) in partnerships(scenario):
        yield Text("已有结对合作", "partners before")
    stages = spoken("person_stage", scenario.stages(r) & scenario.stages(s))
    yield Text(f"同有{stages.zh}学段", f"both teach {stages.en}")
    needs = facts.teacher_needs(scenario).get(r, {})
    offered = facts.subjects_offered(scenario).get(s)
    if needs and offered is not None:
        met = spoken("subject", [x for x in needs if x in offered])
        yield (
            Text(f"有贵校所缺的{met.zh}教师", f"it has teachers of {met.en}, which are asked for")
            if met.zh
            else Text("没有贵校所缺学科的教师", "it has no teachers of what is asked for")
        )
    km = scenario.distance_km(r, s)
    if km is not None:
        yield _distance(km, scenario.distance_km(r, instead_of) if instead_of else None)


def _distance(km: int, before: int | None) -> Text:
    if before is None or before == km:
        return Text(f"相距约 {km} 公里", f"about {km} km away")
    more, less = ("远", "farther") if km > before else ("近", "nearer")
    gap = abs(km - before)
    return Text(
        f"相距约 {km} 公里，比拟定学校{more} {gap} 公里", f"about {km} km away, {gap} km {less}"
    )


CONSULTED = Consulted(
    Sheet(
        "asked_pairs",
        Text("结对学校", "School pairs"),
        Text("结对帮扶学校征求意见表", "School pairs, for comment"),
        Text("单位：对", "Unit: pairs"),
        (
            *school_columns("recipient")[-1:],
            *school_columns("supporting"),
            SheetColumn("note", Text("备注", "Note")),
            code_column("recipient", reads="recipient_school"),
            code_column("supporting", reads="supporting_school"),
        ),
        pair_rows,
        PAIRS,
        Text("对", "pairs"),
        school="recipient_code",
    ),
    PAIRS,
    "supporting_school",
    proposed,
    lambda row: Lock(what="pair", force="require", **row.model_dump()),
)
