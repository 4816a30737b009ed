"""The definition of a sweep: a TOML file with a scenario, a grid of values and a list of variants."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairmatch.errors import BadInput, Issue, both
from pairmatch.io.changes import CAPACITIES, SCHOOLS, SECTIONS, Changes
from pairmatch.io.intake.decoding import read_text
from pairmatch.io.keys import Keys, Wrong, numbered, words
from pairmatch.io.settings import named
from pairmatch.io.toml_keys import BadToml, key_lines, parse
from pairmatch.sweep.names import combined_name

CHANGED = (*SECTIONS, SCHOOLS)
MOST_VARIANTS = 1000
LONGEST_PATH = 1000
TomlPath = tuple[str, ...]


@dataclass(frozen=True)
class Variant:
    """One variant: its name, what it changes, and where in the file it and each change stand."""

    name: str
    changes: Changes
    place: TomlPath
    places: Mapping[str, TomlPath]


@dataclass(frozen=True)
class Definition:
    """What the file of a sweep says. ``keys`` has the faults found so far and takes more of them."""

    file: Path
    scenario: Path
    variants: tuple[Variant, ...]
    keys: Keys


def read_definition(file: Path) -> Definition:
    """Read the file of a sweep; raise BadInput if it is no TOML or names no scenario.

    All other faults are kept in ``keys``, so that those of the scenario can be told with them.
    """
    if not file.is_file():
        raise BadInput([Issue("E-SWEEP-FILE", str(file))])
    text, issues = read_text(file)
    if text is None:
        raise BadInput(issues)
    try:
        data = parse(text)
    except BadToml as error:
        raise BadInput([Issue("E-TOML-SYNTAX", file.name, error.line)]) from None
    keys = Keys(file.name, {**data, "variant": numbered(data.get("variant"))}, key_lines(text))
    keys.refuse_unknown((), keys.data, ("scenario", "grid", "variant"))
    keys.require(("scenario",))
    scenario = keys.read("scenario", words(LONGEST_PATH), "")
    variants = _counted(keys, (*_of_grid(keys), *_listed(keys)))
    _refuse_twice(keys, variants)
    if not scenario:
        raise BadInput(keys.issues)
    return Definition(file, file.parent / scenario, variants, keys)


# -- the grid -----------------------------------------------------------------------------


def _of_grid(keys: Keys) -> Iterator[Variant]:
    """Yield every combination of the values of the grid, the last key changing fastest.

    With a faulty key there is no combination; each value is then judged alone.
    """
    axes: dict[str, list[Any]] = {}
    places: dict[str, TomlPath] = {}
    for key, path, value in _changes(keys, ("grid",), keys.section("grid")):
        axes[key], places[key] = keys.parsed(path, value, _values, []), path
    pairs = [[(key, value) for value in values] for key, values in axes.items()]
    combined: Iterable[tuple[tuple[str, Any], ...]] = itertools.product(*pairs) if pairs else ()
    if not all(pairs):
        combined = ((pair,) for several in pairs for pair in several)
    for chosen in itertools.islice(combined, MOST_VARIANTS + 1):
        yield Variant(combined_name(dict(chosen)), dict(chosen), ("grid",), places)


def _values(value: object) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Wrong("E-KEY-TYPE", expected=both("expected.values"))
    return value


# -- listed variants ----------------------------------------------------------------------


def _listed(keys: Keys) -> Iterator[Variant]:
    for number in keys.section("variant"):
        path = ("variant", number)
        table = keys.table(path)
        if "name" not in table:
            keys.fault("E-SWEEP-NAME", path)
        name = keys.read((*path, "name"), named, ".".join(path))
        rest = {key: value for key, value in table.items() if key != "name"}
        found = list(_changes(keys, path, rest))
        changes = {key: value for key, _, value in found}
        yield Variant(name, changes, path, {key: place for key, place, _ in found})


def _changes(
    keys: Keys, path: TomlPath, table: Mapping[str, Any]
) -> Iterator[tuple[str, TomlPath, Any]]:
    """Yield dotted key, path and value of each change of a table.

    Whether key and value mean something is judged later, together with the scenario.
    """
    keys.refuse_unknown(path, table, CHANGED)
    for section in CHANGED:
        for name, value in keys.table((*path, section)).items() if section in table else ():
            key = (section, name)
            deeper = section == "limits" or (section == SCHOOLS and name not in CAPACITIES)
            if deeper and isinstance(value, Mapping):
                for column, one in value.items():
                    yield ".".join((*key, column)), (*path, *key, column), one
            else:
                yield ".".join(key), (*path, *key), value


# -- all together -------------------------------------------------------------------------


def _counted(keys: Keys, variants: tuple[Variant, ...]) -> tuple[Variant, ...]:
    """Return the variants, none after a fault if they are too many to be looked at."""
    if not variants and not keys.issues:
        keys.fault("E-SWEEP-EMPTY", ("variant",))
    if len(variants) > MOST_VARIANTS:
        keys.fault("E-SWEEP-MANY", ("grid",), "", {"most": MOST_VARIANTS})
        return ()
    return variants


def _refuse_twice(keys: Keys, variants: tuple[Variant, ...]) -> None:
    """Report names that some file system would take for the same folder."""
    seen: set[str] = set()
    for variant in variants:
        if variant.name.casefold() in seen:
            keys.fault("E-SWEEP-TWICE", variant.place, variant.name)
        seen.add(variant.name.casefold())
