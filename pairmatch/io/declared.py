"""What the programmes declare that an input may speak of: tables, numbers, rules and terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pairmatch.programmes import numbers_of, rules_of, tables_of, terms_of
from pairmatch.programmes.room import Room
from pairmatch.programmes.rule import Rule, Term
from pairmatch.schema import Table
from pairmatch.settings import Number


@dataclass(frozen=True)
class Declared:
    """The declarations of some programmes, shared ones first."""

    rooms: tuple[Room, ...]
    tables: tuple[Table, ...]
    numbers: tuple[Number, ...]
    rules: tuple[Rule, ...]
    terms: tuple[Term, ...]

    @classmethod
    def of(cls, rooms: Sequence[Room]) -> Declared:
        """Collect what the rooms declare."""
        return cls(
            tuple(rooms), tables_of(rooms), numbers_of(rooms), rules_of(rooms), terms_of(rooms)
        )

    @property
    def priced(self) -> dict[str, Rule | Term]:
        """Rules that are not hard, and terms, by code: all that a scenario may give a weight."""
        soft: dict[str, Rule | Term] = {r.code: r for r in self.rules if r.force != "hard"}
        return soft | {term.code: term for term in self.terms}

    @property
    def aliases(self) -> dict[str, str]:
        """Rule code by the name of the term under which its price is shown."""
        return {r.term: r.code for r in self.rules if r.force != "hard" and r.term}
