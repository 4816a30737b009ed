"""Published rows: people who already know where they go, and how many of them a new plan may move."""

from pairmatch.errors import Text
from pairmatch.programmes.published.extract import extract
from pairmatch.programmes.published.faults import faults
from pairmatch.programmes.published.kept import variables
from pairmatch.programmes.published.rules import RULES, TERMS
from pairmatch.programmes.published.sheets import SHEETS
from pairmatch.programmes.published.tables import NUMBERS, PUBLISHED
from pairmatch.programmes.room import Room

ROOM = Room(
    name="published",
    order=8,
    title=Text("已公布的安排", "What is published"),
    variables=variables,
    extract=extract,
    tables=(PUBLISHED,),
    numbers=NUMBERS,
    rules=RULES,
    terms=TERMS,
    sheets=SHEETS,
    faults=faults,
)
