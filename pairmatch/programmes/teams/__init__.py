"""Support teams (GD-2-1§13): 3-5 people together at one township school for a year."""

from pairmatch.errors import Text
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import with_excepted, with_spoken
from pairmatch.programmes.teams.approvable import EXCEPTED
from pairmatch.programmes.teams.consulted import CONSULTED
from pairmatch.programmes.teams.extract import extract
from pairmatch.programmes.teams.faults import faults
from pairmatch.programmes.teams.floors import RULES as FLOOR_RULES
from pairmatch.programmes.teams.metrics import METRICS
from pairmatch.programmes.teams.reasons import decisions, facts, openings, wishes
from pairmatch.programmes.teams.rules import RULES as TEAM_RULES
from pairmatch.programmes.teams.sheets import SHEETS, TASK_WORDS, UNIT_COLUMNS, tasks
from pairmatch.programmes.teams.spoken import SPOKEN
from pairmatch.programmes.teams.structure import check as structure
from pairmatch.programmes.teams.supply import RULES as SUPPLY_RULES
from pairmatch.programmes.teams.tables import NUMBERS, TEAMS
from pairmatch.programmes.teams.terms import TERMS
from pairmatch.programmes.teams.variables import variables

ROOM = Room(
    name="teams",
    order=2,
    title=Text("组团支教", "Support teams"),
    variables=variables,
    extract=extract,
    plan_tables=(TEAMS,),
    structure=structure,
    rules=with_excepted(with_spoken((*TEAM_RULES, *FLOOR_RULES, *SUPPLY_RULES), SPOKEN), EXCEPTED),
    terms=TERMS,
    numbers=NUMBERS,
    faults=faults,
    sheets=SHEETS,
    tasks=tasks,
    task_words=TASK_WORDS,
    unit_columns=UNIT_COLUMNS,
    metrics=METRICS,
    decisions=decisions,
    facts=facts,
    consulted=(CONSULTED,),
    openings=openings,
    wishes=wishes,
)
