"""From the text of scenario.toml to Settings: every number, weight and force given a value."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pairmatch.errors import Issue
from pairmatch.io.changes import Changes, with_changes
from pairmatch.io.declared import Declared
from pairmatch.io.keys import Keys, Wrong, number, one_of, truth, whole, words
from pairmatch.io.policy import read_forces, read_numbers, read_weights
from pairmatch.io.toml_keys import BadToml, key_lines, parse
from pairmatch.objective import leading
from pairmatch.settings import Limit, Objective, Settings
from pairmatch.vocabulary import WORDS

FILE = "scenario.toml"
ROUND = re.compile(r"(20\d\d)-(20\d\d)")
NAME = re.compile(r"\w[\w.\-]{0,59}")
MOST_SEED = 2**31 - 1
MOST_SECONDS = 86_400
MOST_PEOPLE = 100_000
MOST_YUAN = 10**10
SECTIONS = ("policy", "weights", "force", "limits")
PLAIN = (
    *("name", "title", "round", "year", "language"),
    *("seed", "time_limit_s", "target_gap_percent", "maximise", "objective"),
)
TEXTS = ("name", "title", "round", "language", "objective")
"""Those of them whose value is a text."""


@dataclass(frozen=True)
class Said:
    """What an input says of its settings: the data as TOML nests it, and the line of each dotted key.

    They stand in a TOML file, or in a ``sheet`` of a workbook; ``places`` has file, sheet and line of
    each key where they stand in several.
    """

    file: str
    data: Mapping[str, Any]
    lines: Mapping[str, int]
    sheet: str = ""
    places: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)


def said_in_toml(text: str) -> tuple[Said | None, list[Issue]]:
    """Return what the text of a scenario.toml says; None with a fault if it is no TOML."""
    try:
        return Said(FILE, parse(text), key_lines(text)), []
    except BadToml as error:
        return None, [Issue("E-TOML-SYNTAX", FILE, error.line)]


def read_settings(
    said: Said | None,
    declared: Declared,
    units: Collection[str] | None,
    changes: Changes | None = None,
) -> tuple[Settings, list[Issue]]:
    """Return the settings, with the changes of a variant, and every fault of them.

    A faulty number takes the value that forbids least, so that nothing else is judged by it.
    ``units`` are the known unit codes, None if they are not known.
    """
    if said is None:
        return _settings(Keys(FILE, {}, {}), declared, units, complete=False), []
    data = with_changes(said.data, changes or {}, declared)
    keys = Keys(said.file, data, said.lines, said.sheet, said.places)
    return _settings(keys, declared, units, complete=True), keys.issues


def _settings(
    keys: Keys, declared: Declared, units: Collection[str] | None, *, complete: bool
) -> Settings:
    keys.refuse_unknown((), keys.data, (*PLAIN, *SECTIONS))
    plain = _plain(keys, complete=complete)
    language = plain["language"]
    settings = Settings(
        **plain,
        numbers=read_numbers(keys, declared.numbers, sure=complete),
        weights=read_weights(keys, declared, language),
        forces=read_forces(keys, declared.rules),
        limits=_limits(keys, units),
    )
    return leading(settings)


def _plain(keys: Keys, *, complete: bool) -> dict[str, Any]:
    """Read the keys outside any section; the four without a default must be there."""
    if complete:
        keys.require(("name", "title", "round", "year"))
    found: dict[str, Any] = {
        "name": keys.read("name", named, ""),
        "title": keys.read("title", words(100), ""),
        "round": keys.read("round", _round, ""),
        "year": keys.read("year", whole(2000, 2100), 0),
        "language": keys.read("language", one_of("zh", "en"), Settings.language),
        "seed": keys.read("seed", whole(0, MOST_SEED), Settings.seed),
        "time_limit_s": keys.read("time_limit_s", whole(1, MOST_SECONDS), Settings.time_limit_s),
        "target_gap_percent": keys.read(
            "target_gap_percent", number(0, 100), Settings.target_gap_percent
        ),
        "maximise": keys.read("maximise", truth, Settings.maximise),
        "objective": keys.read("objective", one_of(*get_args(Objective)), Settings.objective),
    }
    span = ROUND.fullmatch(found["round"])
    if span and found["year"] and not int(span[1]) <= found["year"] <= int(span[2]):
        keys.fault("E-YEAR-ROUND", ("year",), found["year"], {"round": found["round"]})
    return found


def named(value: object) -> str:
    """Parse a short name that can be that of a folder."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise Wrong("E-KEY-NAME")
    return value


def _round(value: object) -> str:
    span = ROUND.fullmatch(value) if isinstance(value, str) else None
    if span is None or int(span[1]) > int(span[2]):
        raise Wrong("E-KEY-ROUND")
    return span[0]


def _limits(keys: Keys, units: Collection[str] | None) -> Mapping[str, Limit]:
    """Read the limits of units, and of a side's units together under the name of the side."""
    limits: dict[str, Limit] = {}
    for unit in keys.section("limits"):
        path = ("limits", unit)
        if units is not None and unit not in (known := (*units, *WORDS["side"])):
            keys.unknown("E-LIMIT-UNIT", path, known)
            continue
        table = keys.table(path)
        keys.refuse_unknown(path, table, ("people", "money"))
        limits[unit] = Limit(
            people=keys.read((*path, "people"), whole(0, MOST_PEOPLE), None),
            money=keys.read((*path, "money"), whole(0, MOST_YUAN), None),
        )
    return limits
