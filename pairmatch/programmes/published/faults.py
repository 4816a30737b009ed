"""Rows of the published table that say too little or too much, or name a school of the wrong side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pairmatch.programmes.faults import spoken, wrong_side
from pairmatch.programmes.published.tables import Published
from pairmatch.programmes.room import Fault
from pairmatch.scenario import Scenario

POST = ("role", "stage")
NEEDED: Mapping[str, tuple[str, ...]] = {
    "pair": (),
    "seat": POST,
    "placement": ("site", "term", *POST),
}
"""The columns, beside the schools, that a row of each kind must fill."""
LEFT_BLANK: Mapping[str, tuple[str, ...]] = {
    "pair": ("site", "role", "subject", "second_subject", "stage", "term", "person_id", "count"),
    "seat": ("site", "term"),
    "placement": (),
}
"""The columns that say nothing about a row of each kind and so must be blank."""


def faults(scenario: Scenario) -> Iterator[Fault]:
    """Judge each published row by itself, and people who are published in two places at once."""
    for row in scenario.rows(Published):
        yield from wrong_side(scenario, row, "recipient_school", "recipient")
        yield from wrong_side(scenario, row, "supporting_school", "supporting")
        yield from wrong_side(scenario, row, "site", "recipient")
        what = spoken("lock", [row.what])
        for column in NEEDED[row.what]:
            if getattr(row, column) is None:
                yield Fault("E-PUBLISHED-BLANK", row, column, {"what": what})
        for column in LEFT_BLANK[row.what]:
            if getattr(row, column) is not None:
                yield Fault("E-PUBLISHED-EXTRA", row, column, {"what": what})
    yield from _twice(scenario)


def _twice(scenario: Scenario) -> Iterator[Fault]:
    first: dict[tuple[str, str], Published] = {}
    for row in scenario.rows(Published):
        if row.person_id is not None:
            other = first.setdefault((row.what, row.person_id), row)
            if other is not row or (row.count or 1) > 1:
                yield Fault("E-PUBLISHED-TWICE", row, "person_id", {"other": other})
