"""Shadow placements (GD-2-1§14): for each person sent, one person of the site's school is hosted."""

from pairmatch.errors import Text
from pairmatch.programmes.placements.approvable import EXCEPTED
from pairmatch.programmes.placements.exchange import RULES as EXCHANGE_RULES
from pairmatch.programmes.placements.extract import extract
from pairmatch.programmes.placements.faults import faults
from pairmatch.programmes.placements.hosts import RULES as HOST_RULES
from pairmatch.programmes.placements.metrics import METRICS
from pairmatch.programmes.placements.province import RULES as PROVINCE_RULES
from pairmatch.programmes.placements.reasons import decisions, facts, openings
from pairmatch.programmes.placements.rules import RULES as PLACEMENT_RULES
from pairmatch.programmes.placements.sheets import SHEETS, TASK_WORDS, UNIT_COLUMNS, tasks
from pairmatch.programmes.placements.spoken import SPOKEN
from pairmatch.programmes.placements.structure import check as structure
from pairmatch.programmes.placements.supply import RULES as SUPPLY_RULES
from pairmatch.programmes.placements.tables import NUMBERS, PLACEMENTS
from pairmatch.programmes.placements.terms import TERMS
from pairmatch.programmes.placements.variables import variables
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import with_excepted, with_spoken

ROOM = Room(
    name="placements",
    order=3,
    title=Text("跟岗学习", "Shadow placements"),
    variables=variables,
    extract=extract,
    plan_tables=(PLACEMENTS,),
    structure=structure,
    rules=with_excepted(
        with_spoken(
            (*PLACEMENT_RULES, *HOST_RULES, *SUPPLY_RULES, *EXCHANGE_RULES, *PROVINCE_RULES), SPOKEN
        ),
        EXCEPTED,
    ),
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
    openings=openings,
)
