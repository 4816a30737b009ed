"""The years of a roll as scenarios: all of them read and judged before the first is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pairmatch.errors import BadInput, Issue
from pairmatch.io.declared import Declared
from pairmatch.io.read import RawInput, read_raw
from pairmatch.io.settings import Said, read_settings
from pairmatch.io.validate import validate
from pairmatch.programmes import ROOMS
from pairmatch.roll.moved import TAKEOVER, moved
from pairmatch.roll.past import before
from pairmatch.roll.spans import RollYear, years_asked
from pairmatch.roll.yearly import FOLDER, Yearly, read_yearly
from pairmatch.scenario import Scenario
from pairmatch.schema import HistoryRow


@dataclass(frozen=True)
class Roll:
    """A scenario and the years to plan of it, all of them without fault.

    ``facts`` has by year what its own tables and settings say, ``said`` the settings as TOML nests them.
    """

    source: Path
    base: Scenario
    years: tuple[RollYear, ...]
    facts: Mapping[int, Scenario]
    said: Mapping[int, Mapping[str, Any]]
    warnings: tuple[Issue, ...]

    @property
    def forecast(self) -> int:
        """Return how many of a hundred people placed are taken to take work over, if none is confirmed."""
        return self.facts[self.years[0].year].number(TAKEOVER)

    def scenario(self, year: int, left: Iterable[HistoryRow]) -> Scenario:
        """Return the scenario of a year that knows what the plans of earlier years left."""
        facts = self.facts[year]
        rows = before(year, facts.rows(HistoryRow), left, facts.homes)
        return facts.with_rows(HistoryRow, rows)


def read_roll(
    source: Path, years: str | None = None, rounds: str | None = None, *, home: Path | None = None
) -> Roll:
    """Read a scenario and its yearly tables; ``years`` and ``rounds`` as :func:`years_asked` takes them.

    Yearly tables stand in the ``home`` of the scenario, beside its own tables unless it is generated.

    Raises BadInput with every fault of the scenario, of each year and of the call.
    """
    declared = Declared.of(ROOMS)
    raw = read_raw(source, declared.tables)
    found, issues = _Found(), _Issues()
    base, faults, _ = validate(raw.settings, raw.tables, raw.unreadable, declared)
    issues.add([*raw.issues, *faults])
    if raw.settings is not None and _sound(read_settings(raw.settings, declared, None)[1]):
        yearly = read_yearly(home or source, declared.tables, base.settings.year)
        issues.add(yearly.issues)
        try:
            asked = years_asked(base.settings, years, rounds)
        except BadInput as bad:
            issues.add(bad.issues)
            # Nothing will be planned, but what is wrong with the tables is told all the same.
            asked = tuple(RollYear(year, f"{year}-{year}") for year in sorted(yearly.tables))
        found = _judged(_Input(raw, raw.settings, base, yearly, declared), asked, issues)
    if not _sound(issues.found):
        raise BadInput(issues.found)
    return Roll(source, base, tuple(found.years), found.facts, found.said, tuple(issues.found))


def _sound(issues: Iterable[Issue]) -> bool:
    return not any(issue.level == "error" for issue in issues)


class _Issues:
    """Faults and warnings, each once: the same line is read for many years."""

    def __init__(self) -> None:
        self.found: list[Issue] = []
        self._told: set[object] = set()

    def add(self, issues: Iterable[Issue], year: int | None = None) -> None:
        """Add what was found; of a ``year``, where a table of the scenario only then becomes faulty."""
        for issue in issues:
            key = (issue.order(), issue.say("en"))
            if key not in self._told:
                self._told.add(key)
                own = year is None or issue.file.startswith(f"{FOLDER}/")
                self.found.append(issue if own else replace(issue, file=f"{year} › {issue.file}"))


@dataclass(frozen=True)
class _Input:
    raw: RawInput
    said: Said
    base: Scenario
    yearly: Yearly
    declared: Declared


class _Found:
    """The years that were judged."""

    def __init__(self) -> None:
        self.years: list[RollYear] = []
        self.facts: dict[int, Scenario] = {}
        self.said: dict[int, Mapping[str, Any]] = {}


def _judged(given: _Input, asked: Iterable[RollYear], issues: _Issues) -> _Found:
    """Judge the tables of every year; those of years in which nothing is replaced are the same rows."""
    found = _Found()
    known: dict[int | None, Scenario] = {None: given.base}
    for one in asked:
        said = replace(given.said, data=moved(given.said.data, one, given.base.settings))
        since = given.yearly.since(one.year)
        if since not in known:
            tables, unreadable = _tables(given, one.year)
            known[since], faults, _ = validate(said, tables, unreadable, given.declared)
            issues.add(sorted(faults, key=Issue.order), one.year)
        settings, _ = read_settings(said, given.declared, known[since].units)
        found.years.append(one)
        found.facts[one.year] = known[since].with_settings(settings)
        found.said[one.year] = said.data
    return found


def _tables(given: _Input, year: int) -> tuple[dict[str, Any], set[str]]:
    """Return the tables that stand in a year, and the names of those not known in full."""
    new, lost = given.yearly.up_to(year)
    tables = {name: parts for name, parts in {**given.raw.tables, **new}.items() if parts}
    return tables, (given.raw.unreadable - new.keys()) | lost
