"""The policy of a scenario: its numbers, weights and forces, each with where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pairmatch.errors import Lang, Text, both
from pairmatch.io.declared import Declared
from pairmatch.io.keys import Keys, Path, Wrong, truth, whole, words
from pairmatch.io.shown import hint, listed
from pairmatch.programmes.faults import spoken
from pairmatch.programmes.rule import Rule
from pairmatch.settings import SCENARIO, Force, Given, Number, NumberValue
from pairmatch.vocabulary import HALF_TERMS, WORDS, canonical

MOST_WEIGHT = 1000
LONGEST_REASON = 500
SOURCES = ("clause", "document", "reason")


# -- numbers ------------------------------------------------------------------------------


def read_numbers(keys: Keys, numbers: Sequence[Number], *, sure: bool) -> Mapping[str, Given]:
    """Return every policy number: the scenario's, or its default with the clause.

    Where the scenario's value is not known (faulty, or the file is not ``sure``) the number takes
    the value that forbids least.
    """
    table = keys.section("policy")
    keys.refuse_unknown(("policy",), table, [number.name for number in numbers])
    found: dict[str, Given] = {}
    for number in numbers:
        default = Given(number.default, number.clause)
        lenient = Given(_lenient(number))
        if number.name in table:
            path = ("policy", number.name)
            given = _given(keys, path, table[number.name], _number_parser(number), lenient)
            own = not given.clause and given.value != number.default
            clause = SCENARIO if own else given.clause or number.clause
            found[number.name] = replace(given, clause=clause)
        else:
            found[number.name] = default if sure else lenient
    _refuse_crossed(keys, found)
    return found


def _given(
    keys: Keys, path: Path, written: Any, parse: Callable[[object], Any], wrong: Given
) -> Given:
    """Return a value written plainly, or as a table with clause, document and reason."""
    if not isinstance(written, dict):
        return Given(keys.parsed(path, written, parse, wrong.value))
    keys.refuse_unknown(path, written, ("value", *SOURCES))
    if "value" not in written:
        keys.fault("E-KEY-VALUE", path)
        return wrong
    sources = {
        name: keys.read((*path, name), words(LONGEST_REASON), "")
        for name in SOURCES
        if written.get(name) != ""
    }
    return Given(keys.parsed(path, written["value"], parse, wrong.value), **sources)


def _number_parser(number: Number) -> Callable[[object], NumberValue]:
    if isinstance(number.default, bool):
        return truth
    if isinstance(number.default, tuple):
        return _terms
    return whole(number.low, number.high)


def _terms(value: object) -> tuple[str, ...]:
    written = value if isinstance(value, list) else [None]
    found = [canonical("term", word) if isinstance(word, str) else None for word in written]
    known = [word for word in found if word is not None]
    if len(known) != len(found) or len(set(known)) != len(known):
        raise Wrong("E-KEY-TYPE", expected=both("expected.terms", terms=listed(HALF_TERMS)))
    return tuple(term for term in HALF_TERMS if term in known)


def _lenient(number: Number) -> NumberValue:
    if isinstance(number.default, bool):
        return True
    if isinstance(number.default, tuple):
        return tuple(HALF_TERMS)
    return number.low if number.name.endswith("_min") else number.high


def _refuse_crossed(keys: Keys, found: Mapping[str, Given]) -> None:
    """Report every least number above the most of the same thing."""
    for name, least in found.items():
        most = found.get(f"{name.removesuffix('_min')}_max")
        if not name.endswith("_min") or most is None:
            continue
        low, high = least.value, most.value
        if isinstance(low, int) and isinstance(high, int) and low > high:
            other = f"{name.removesuffix('_min')}_max"
            path = ("policy", name if name in keys.section("policy") else other)
            values: dict[str, object] = {"least": name, "most": other, "low": low, "high": high}
            keys.fault("E-KEY-CROSSED", path, "", values)


# -- weights and forces -------------------------------------------------------------------


def read_weights(keys: Keys, declared: Declared, language: Lang) -> Mapping[str, Given]:
    """Return the weight of every rule that is not hard and of every term."""
    priced, aliases = declared.priced, declared.aliases
    found = {
        code: Given(each.weight, each.clause, reason=each.why.say(language))
        for code, each in priced.items()
    }
    hard = {rule.code for rule in declared.rules if rule.force == "hard"}
    first: dict[str, str] = {}
    for written, value in keys.section("weights").items():
        path = ("weights", written)
        code = written if written in priced else aliases.get(written, written)
        if code in hard:
            keys.fault("E-WEIGHT-HARD", path)
        elif code not in priced:
            keys.unknown("E-CODE-UNKNOWN", path, [*priced, *aliases])
        elif first.setdefault(code, written) != written:
            keys.fault("E-WEIGHT-TWICE", path, "", {"first": first[code], "rule": code})
        else:
            given = _given(keys, path, value, whole(0, MOST_WEIGHT), found[code])
            same = given.value == found[code].value
            reason = given.reason or (found[code].reason if same else "")
            found[code] = replace(given, clause=given.clause or found[code].clause, reason=reason)
    return found


def read_forces(keys: Keys, rules: Sequence[Rule]) -> Mapping[str, Force]:
    """Return the force of every rule; a hard rule stays hard, a soft one may be moved."""
    found: dict[str, Force] = {rule.code: rule.force for rule in rules}
    by_code = {rule.code: rule for rule in rules}
    for code, value in keys.section("force").items():
        if code in by_code:
            path = ("force", code)
            found[code] = keys.parsed(path, value, _force_parser(by_code[code]), found[code])
        else:
            keys.unknown("E-CODE-UNKNOWN", ("force", code), by_code)
    return found


def _force_parser(rule: Rule) -> Callable[[object], Force]:
    def parse(value: object) -> Force:
        written = canonical("rule_force", value) if isinstance(value, str) else None
        if written is None:
            every = spoken("rule_force", WORDS["rule_force"])
            raise Wrong("E-KEY-WORD", expected=every, hint=hint(str(value), WORDS["rule_force"]))
        for force in rule.forces:
            if force == written:
                return force
        if rule.force == "hard":
            raise Wrong("E-FORCE-HARD", rule=rule.says)
        allowed = spoken("rule_force", rule.forces)
        raise Wrong("E-FORCE-SOFT", rule=rule.says, allowed=_with_keys(allowed, rule.forces))

    return parse


def _with_keys(said: Text, keys: Sequence[str]) -> Text:
    return Text(f"{said.zh}（{'、'.join(keys)}）", ", ".join(keys))
