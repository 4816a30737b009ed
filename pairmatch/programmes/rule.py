"""Rule, Term and Violation: how a demand or a goal is declared, built and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pairmatch.approvals import approval_of, approved
from pairmatch.arrays import BoolArray, IntArray
from pairmatch.component import Component
from pairmatch.errors import Lang, Text
from pairmatch.plan import Plan
from pairmatch.post import Ids, Post, Variables
from pairmatch.scenario import Scenario
from pairmatch.schema import Approval
from pairmatch.settings import Force

SOFT: tuple[Force, ...] = ("relaxable", "principle", "preference")


@dataclass(frozen=True)
class Violation:
    """One breach of one rule in a plan: where, what was found, what was expected, by how much.

    ``amount`` is in the rule's unit of shortfall; ``reason`` names why an exception was needed.
    """

    rule: str
    ids: Ids
    found: int
    expected: str
    amount: int
    reason: Text | None = None

    def say(self, lang: Lang, name: Callable[[str], str] = str) -> str:
        """Return rule and breach in one line; ``name`` turns an id into what people call it."""
        return f"{self.rule} {self.detail(lang, name)}"

    def detail(self, lang: Lang, name: Callable[[str], str] = str) -> str:
        """Return where, what was found, what was expected and why, without the rule."""
        where = " · ".join(name(i) for i in self.ids if i)
        if lang == "zh":
            why = f"（{self.reason.zh}）" if self.reason else ""
            return f"{where}：实际 {self.found}，应为 {self.expected}{why}"
        why = f" ({self.reason.en})" if self.reason else ""
        return f"{where}: found {self.found}, expected {self.expected}{why}"


@dataclass(frozen=True)
class Repair:
    """One thing that a person can change in the input, by a number of steps.

    ``name`` (the table and column, or what is dropped) and ``ids`` say which; two rules may name the
    same. Each step costs ``cost`` (see :mod:`pairmatch.programmes.costs`); there are at most ``most``.
    ``change`` returns the scenario changed so. A step moves each row that declares a ``direct`` repair
    by at least one; what is not direct may help, but the model must be built anew to tell. A ``wide``
    one may touch other components as well.
    """

    name: str
    ids: Ids
    cost: int = field(compare=False)
    says: Callable[[int], Text] = field(compare=False)
    change: Callable[[Scenario, int], Scenario] = field(compare=False)
    most: int | None = field(default=None, compare=False)
    direct: bool = field(default=True, compare=False)
    wide: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Spoken:
    """How the rows of a rule are put to people where they clash, and what moves them.

    ``noun`` is what a row counts, with ``{0}``, ``{1}`` … for the names of its ids; the number and the
    rule's unit are said after it. ``says`` gives the whole sentence instead, where a row is no plain
    number. ``choices`` is what there is to choose from for a row with a least number, each once.
    ``repairs`` are what can be changed, in any order.
    """

    noun: Text = Text("", "")
    choices: Text = Text("可选的安排", "what can be chosen")
    says: Callable[[Scenario, Ids], Text] | None = None
    repairs: Callable[[Scenario, Ids], Iterator[Repair]] | None = None


@dataclass(frozen=True)
class Excepted:
    """What an approval must name to let one row of a rule be missed.

    ``columns`` are those of the table that together name a row, each way that there is; the first one is
    what a message asks for. ``row`` returns the ids of the row that a breach is of, where they are others
    than the breach has.
    """

    columns: tuple[tuple[str, ...], ...]
    row: Callable[[Plan, Ids], Ids] | None = None


Check = Callable[[Scenario, Plan], Iterator[Violation]]
Build = Callable[[Post, Variables], None]
Allow = Callable[[Component, IntArray, IntArray], BoolArray]


@dataclass(frozen=True)
class Rule:
    """One demand of the policy: the sentence an official reads, its build and its check.

    Exactly one of ``build`` (posts rows) and ``allow`` (filters the candidates of ``family``) is
    set. ``force`` is the default; a soft rule may be moved between the soft forces by a scenario.
    ``weight`` multiplies the amount of a breach; the price of a principle or preference is shown
    under ``term``. ``decision`` marks a hard rule that people made and can take back, so that it
    gives way first when hard rules clash. A breach of a hard rule that ``stays`` is one whatever rows are
    added to a plan. A rule that keeps ``apart`` what is not linked is why a scenario has components that
    can be solved one by one. Without a ``firm`` one the rows of a plan would mean nothing, as people counted
    twice, so that nobody can ask what it costs. ``spoken`` says how its rows are named and repaired; without
    it they are said by the rule's sentence.

    ``excepted`` says what an approval must name to let one row be missed; without it nothing can be
    approved against the rule.
    """

    code: str
    clause: str
    says: Text
    force: Force
    unit: Text
    check: Check
    build: Build | None = None
    allow: Allow | None = None
    family: str = ""
    scope: Literal["component", "province"] = "component"
    weight: int = 0
    why: Text = Text("", "")
    term: str = ""
    decision: bool = False
    stays: bool = False
    apart: bool = False
    firm: bool = False
    spoken: Spoken | None = None
    excepted: Excepted | None = None

    def __post_init__(self) -> None:
        if (self.build is None) == (self.allow is None):
            raise ValueError(f"rule {self.code} needs either build or allow")
        if self.stays and self.force != "hard":
            raise ValueError(f"rule {self.code} is soft, so that a breach of it refuses nothing")

    @property
    def forces(self) -> tuple[Force, ...]:
        """The forces a scenario may give to the rule."""
        return ("hard",) if self.force == "hard" else SOFT


def standing(rule: Rule, scenario: Scenario, plan: Plan) -> Iterator[Violation]:
    """Yield the breaches of a rule that no approval lets be."""
    for breach in rule.check(scenario, plan):
        if _approval(rule, scenario, plan, breach) is None:
            yield breach


def approved_breaches(
    rule: Rule, scenario: Scenario, plan: Plan
) -> Iterator[tuple[Approval, Violation]]:
    """Yield the breaches of a rule that an approval lets be, with it; their reason says who approved it."""
    for breach in rule.check(scenario, plan):
        row = _approval(rule, scenario, plan, breach)
        if row is not None:
            said = Text(f"批准：{row.said}", f"approved: {row.said}")
            yield row, replace(breach, reason=said)


def _approval(rule: Rule, scenario: Scenario, plan: Plan, breach: Violation) -> Approval | None:
    if rule.excepted is None or rule.code not in approved(scenario):
        return None
    row = rule.excepted.row
    return approval_of(scenario, rule.code, breach.ids if row is None else row(plan, breach.ids))


@dataclass(frozen=True)
class Term:
    """One goal of the weighted tier: ``sign * weight * measure`` points.

    ``build`` gives points to columns; ``measure`` recomputes the amount from a plan, in integers.
    """

    code: str
    clause: str
    says: Text
    unit: Text
    weight: int
    why: Text
    build: Build
    measure: Callable[[Scenario, Plan], int]
    sign: Literal[1, -1] = 1


@dataclass(frozen=True)
class Clash:
    """By how much a hard rule must give way, at the least, so that a plan exists at all."""

    rule: Rule
    ids: Ids
    amount: int

    def say(self, lang: Lang, name: Callable[[str], str] = str) -> str:
        """Return rule, sentence, place and amount in one line."""
        where = " · ".join(name(i) for i in self.ids if i)
        code, says, unit = self.rule.code, self.rule.says.say(lang), self.rule.unit.say(lang)
        if lang == "zh":
            return f"{code} {says}：{where}，至少差 {self.amount} {unit}"
        return f"{code} {says}: {where}, off by {self.amount} {unit} at the least"


def with_spoken(rules: Sequence[Rule], spoken: Mapping[str, Spoken]) -> tuple[Rule, ...]:
    """Return rules with the words and repairs that their room declares for them, by code."""
    unknown = set(spoken) - {rule.code for rule in rules}
    if unknown:
        raise ValueError(f"no such rules: {sorted(unknown)}")
    return tuple(replace(rule, spoken=spoken.get(rule.code)) for rule in rules)


def with_excepted(rules: Sequence[Rule], excepted: Mapping[str, Excepted]) -> tuple[Rule, ...]:
    """Return rules with what can be approved against them, by code."""
    unknown = set(excepted) - {rule.code for rule in rules}
    if unknown:
        raise ValueError(f"no such rules: {sorted(unknown)}")
    return tuple(replace(rule, excepted=excepted.get(rule.code)) for rule in rules)


def order_of(code: str) -> tuple[int, str, int, str]:
    """Sort key that puts rule codes in policy order: P, T, W, L, others, then the terms O."""
    letters = code.rstrip("0123456789-abcdefghijklmnopqrstuvwxyz") or code
    rest = code[len(letters) :]
    digits = "".join(c for c in rest.split("-")[0] if c.isdigit())
    place = {"P": 0, "T": 1, "W": 2, "L": 3, "O": 9}.get(letters, 5)
    return (place, letters, int(digits or 0), rest)
