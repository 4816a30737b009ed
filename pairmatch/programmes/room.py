"""Room: everything one programme declares, so that the outer layers only concatenate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from pairmatch.arrays import FloatArray
from pairmatch.component import Component
from pairmatch.errors import Text
from pairmatch.plan import Assignment, Plan, PlanTable
from pairmatch.post import Post, Variables
from pairmatch.programmes.metric import Metric
from pairmatch.programmes.rule import Rule, Term, Violation
from pairmatch.scenario import Scenario
from pairmatch.schema import Lock, Row, Staff, Table
from pairmatch.settings import Number

Cell: TypeAlias = str | int | Text | None
Extract: TypeAlias = Callable[
    [Component, Variables, FloatArray, Plan], Mapping[type[Assignment], list[Assignment]]
]


@dataclass(frozen=True)
class Fault:
    """A fault of one row that only the programme can see; the reader adds file and line.

    A row among ``values`` is shown as its line. ``relies_on`` names the tables in which a row left
    out for a fault of its own could have made this one appear; it is then not reported. ``rule`` is
    the code of the rule that the row would break.
    """

    code: str
    row: Row
    column: str
    values: Mapping[str, object] = field(default_factory=dict)
    relies_on: tuple[str, ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class SheetColumn:
    """One column of an output sheet.

    ``key`` names the cell in each row. ``words`` prints a closed list's label. ``total`` adds the
    column up in the 合计 row.
    ``names`` marks what must agree with the codes of the row; where that is who a ``person`` is, it is
    masked in whatever is said of it. ``reads`` is the column of the plan table that the cell is read
    back to; ``of`` is the one whose code the cell says in words, a school by city, county and name,
    in this order. What stands ``aside`` is right of the table, on the screen
    but not on paper; such columns come last. What is ``filled`` in is left blank for people, a closed
    list as a dropdown, which takes anything else as well where it is ``loose``. A ``link`` leads to the
    sheet that it names. A ``long`` text, which few rows have, keeps room for it.
    """

    key: str
    header: Text
    words: str = ""
    total: bool = False
    reads: str = ""
    of: str = ""
    names: bool = False
    person: bool = False
    aside: bool = False
    filled: bool = False
    loose: bool = False
    long: bool = False
    kind: Literal["text", "code", "number", "link"] = "text"


@dataclass(frozen=True)
class Sheet:
    """One sheet of the workbook: a table to hand out, and where its rows come from.

    ``plan_table`` is set when the sheet holds the rows of a plan table and can be read back;
    ``counted`` says what one row is, for the 合计 row of such a sheet. ``school`` is the cell with
    the recipient school to whose county a row is handed on; a sheet without it stays inside. On
    paper a new page begins where the cell ``parted`` changes; an ``upright`` sheet is in portrait.
    """

    key: str
    name: Text
    title: Text
    unit: Text
    columns: tuple[SheetColumn, ...]
    rows: Callable[[Scenario, Plan], Sequence[Mapping[str, Cell]]]
    plan_table: PlanTable | None = None
    counted: Text = Text("", "")
    parted: str = ""
    school: str = ""
    upright: bool = False


@dataclass(frozen=True)
class Task:
    """One task of the summary: what is asked, what is done, and who misses it by how much."""

    name: Text
    unit: Text
    asked: int
    done: int
    missing: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class UnitColumn:
    """One column of the per-county table: a number for each unit.

    An ``optional`` column is left out where it has no number at all.
    """

    key: str
    header: Text
    count: Callable[[Scenario, Plan], Mapping[str, int]]
    optional: bool = False


@dataclass(frozen=True)
class Fact:
    """One fact behind a row of a plan, for people: what it is, and its value in words."""

    name: Text
    value: Text


@dataclass(frozen=True)
class Choice:
    """A school that could take the place of a proposed one, and why, in words that may be handed on."""

    school: str
    why: Text


@dataclass(frozen=True)
class Proposed:
    """One row that a county is asked about: its cells, why it is proposed, and the choices, best first."""

    row: Assignment
    cells: Mapping[str, Cell]
    why: Text
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Consulted:
    """What recipient counties are asked before a plan is settled.

    ``sheet`` shows the rows, of ``table``; they are read back from the county's answer and need not be
    rows of the plan. A county may put another school in the column ``chosen``. ``proposed`` returns
    every row with at most so many choices, ranked and not solved; ``decision`` requires just such a row.
    """

    sheet: Sheet
    table: PlanTable
    chosen: str
    proposed: Callable[[Scenario, Plan, int], Sequence[Proposed]]
    decision: Callable[[Assignment], Lock]


@dataclass(frozen=True)
class Room:
    """One programme.

    ``variables`` adds the room's columns and returns them; rooms are built in ``order``, each one
    seeing those before it. ``extract`` turns solver values of one component into assignments;
    ``earlier`` holds the assignments of the rooms before it. ``task_words`` are the names and units
    of all its tasks, # for a number in them, so that a run can be told in the other language.

    Optional, for those who ask why: ``facts`` behind a row of its plan table; the ``decisions`` that
    require just this row, without its person, the widest first; the ``wishes`` that would give a school
    what it has not got; the ``openings`` that would give a named person a place, the likeliest first.
    ``consulted`` is what counties are asked about before its plan is settled.
    """

    name: str
    order: int
    title: Text
    rules: tuple[Rule, ...]
    variables: Callable[[Post, Variables], object] | None = None
    extract: Extract | None = None
    plan_tables: tuple[PlanTable, ...] = ()
    structure: Callable[[Scenario, Plan], Iterator[Violation]] | None = None
    terms: tuple[Term, ...] = ()
    tables: tuple[Table, ...] = ()
    numbers: tuple[Number, ...] = ()
    faults: Callable[[Scenario], Iterator[Fault]] | None = None
    sheets: tuple[Sheet, ...] = ()
    tasks: Callable[[Scenario, Plan], Sequence[Task]] | None = None
    task_words: tuple[tuple[Text, Text], ...] = ()
    unit_columns: tuple[UnitColumn, ...] = ()
    metrics: tuple[Metric, ...] = ()
    facts: Callable[[Scenario, Plan, Assignment], Sequence[Fact]] | None = None
    decisions: Callable[[Plan, Assignment], Sequence[Lock]] | None = None
    wishes: Callable[[Scenario, Plan, str], Sequence[Lock]] | None = None
    openings: Callable[[Scenario, Plan, Staff], Sequence[Lock]] | None = None
    consulted: tuple[Consulted, ...] = ()
