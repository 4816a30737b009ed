"""Validation of a whole input: every fault at once, each once, and a Scenario if there is none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from pairmatch.errors import Issue
from pairmatch.io.approval_facts import approval_faults
from pairmatch.io.beside import names_beside
from pairmatch.io.book import Book
from pairmatch.io.cells import TypedTable, type_table
from pairmatch.io.changes import Changes, nested, with_capacities
from pairmatch.io.declared import Declared
from pairmatch.io.facts import joined_faults, plain_faults
from pairmatch.io.intake.doubts import doubts
from pairmatch.io.keys import Keys
from pairmatch.io.lock_facts import clashes, lock_faults
from pairmatch.io.raw import RawTable
from pairmatch.io.settings import FILE as SETTINGS
from pairmatch.io.settings import Said, read_settings
from pairmatch.programmes.faults import standing_faults
from pairmatch.programmes.room import Fault
from pairmatch.scenario import Scenario


def validate(
    said: Said | None,
    tables: Mapping[str, Sequence[RawTable]],
    unreadable: Collection[str],
    declared: Declared,
    changes: Changes | None = None,
) -> tuple[Scenario, list[Issue], Mapping[str, TypedTable]]:
    """Return the scenario of the rows without fault, every fault and warning, and the typed tables.

    The scenario is worth something only if there is no fault. ``tables`` has the parts of each table
    from every file. ``unreadable`` names the tables some of whose rows are not known, so that nothing
    is said against references to them. ``changes`` are those of a variant; they are judged as if they
    stood in the files.
    """
    typed = {t.name: type_table(t, tables[t.name]) for t in declared.tables if t.name in tables}
    book = Book(declared.tables, typed, unreadable)
    units = book.known("units.unit_code")
    settings, issues = read_settings(said, declared, units, changes)
    if changes and "schools" in typed:
        keys = Keys(SETTINGS, nested(changes), {})
        typed["schools"] = with_capacities(typed["schools"], keys, settings)
        book = Book(declared.tables, typed, unreadable)
        issues += keys.issues

    def without_faulty(scenario: Scenario | None = None) -> Scenario:
        # A table may have a million rows: sort them again only if some have left.
        if scenario is not None and book.sound:
            return scenario
        return Scenario(settings, declared.tables, book.rows())

    book.refuse_duplicates()
    scenario = without_faulty()
    book.report(plain_faults(scenario))
    book.refuse_dangling()
    scenario = without_faulty(scenario)
    judged = (joined_faults(scenario), lock_faults(scenario))
    book.report(chain(*judged, approval_faults(scenario, declared.rules)))
    scenario = without_faulty(scenario)
    last = chain(clashes(scenario), _room_faults(scenario, declared))
    book.report(standing_faults(scenario, last))
    issues += [*book.issues, *names_beside(typed)]
    return scenario, [*issues, *doubts(typed, sound=book.sound)], typed


def _room_faults(scenario: Scenario, declared: Declared) -> Iterator[Fault]:
    for room in declared.rooms:
        if room.faults is not None:
            yield from room.faults(scenario)
