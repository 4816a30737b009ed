"""School pairs (GD-2§11): which supporting school is the partner of which recipient school."""

from pairmatch.errors import Text
from pairmatch.programmes.pairs.approvable import EXCEPTED
from pairmatch.programmes.pairs.consulted import CONSULTED
from pairmatch.programmes.pairs.faults import faults
from pairmatch.programmes.pairs.metrics import METRICS
from pairmatch.programmes.pairs.province import RULES as PROVINCE_RULES
from pairmatch.programmes.pairs.quotas import RULES as QUOTA_RULES
from pairmatch.programmes.pairs.reasons import decisions, facts
from pairmatch.programmes.pairs.rules import RULES as PAIR_RULES
from pairmatch.programmes.pairs.sheets import SHEETS, TASK_WORDS, UNIT_COLUMNS, tasks
from pairmatch.programmes.pairs.spoken import SPOKEN
from pairmatch.programmes.pairs.tables import NUMBERS, PAIRS, SCORES
from pairmatch.programmes.pairs.terms import TERMS
from pairmatch.programmes.pairs.variables import extract, variables
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import with_excepted, with_spoken

ROOM = Room(
    name="pairs",
    order=1,
    title=Text("学校结对", "School pairs"),
    variables=variables,
    extract=extract,
    plan_tables=(PAIRS,),
    rules=with_excepted(
        with_spoken((*PAIR_RULES, *PROVINCE_RULES, *QUOTA_RULES), SPOKEN), EXCEPTED
    ),
    terms=TERMS,
    tables=(SCORES,),
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
)
