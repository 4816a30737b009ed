"""The variants of a sweep as scenarios: every one is read as if its changes stood in the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.io.declared import Declared
from pairmatch.io.read import RawInput, read_raw, validated
from pairmatch.io.settings import FILE as SETTINGS_FILE
from pairmatch.programmes import ROOMS
from pairmatch.scenario import Scenario
from pairmatch.sweep.definition import Definition, Variant


@dataclass(frozen=True)
class Sweep:
    """A scenario and its variants, all of them without fault.

    ``hashes`` are the input hashes of the variants by name. Scenarios are made when they are asked
    for: a thousand provinces would not fit into memory.
    """

    source: Path
    base: Scenario
    variants: tuple[Variant, ...]
    hashes: Mapping[str, str]
    raw: RawInput
    declared: Declared

    def scenario(self, variant: Variant) -> Scenario:
        """Return the scenario of a variant."""
        return validated(self.raw, self.declared, variant.changes)


def read_sweep(definition: Definition, source: Path) -> Sweep:
    """Return the sweep of a definition, its scenario read from the folder ``source``.

    Raises BadInput with every fault of the definition, of the scenario, and of each variant.
    """
    declared = Declared.of(ROOMS)
    issues = definition.keys.issues
    settings = SETTINGS_FILE
    try:
        raw = read_raw(source, declared.tables)
        base = validated(raw, declared)
        settings = raw.settings.file if raw.settings is not None else SETTINGS_FILE
    except BadInput as bad:
        raise BadInput([*issues, *bad.issues]) from None
    hashes: dict[str, str] = {}
    for variant in definition.variants:
        try:
            hashes[variant.name] = validated(raw, declared, variant.changes).input_hash
        except BadInput as bad:
            issues = [*issues, *(_addressed(definition, variant, x, settings) for x in bad.issues)]
    if issues:
        raise BadInput(_once(issues))
    return Sweep(source, base, definition.variants, hashes, raw, declared)


def _addressed(definition: Definition, variant: Variant, issue: Issue, settings: str) -> Issue:
    """Return a fault of a variant at the place where its file has the change that makes it.

    ``settings`` is the file with the settings of the scenario.
    """
    if issue.file in (settings, SETTINGS_FILE):
        for key, path in variant.places.items():
            if f"{key}.".startswith(f"{issue.column}.") or issue.column.startswith(f"{key}."):
                return replace(
                    issue,
                    file=definition.file.name,
                    line=definition.keys.line(path),
                    column=".".join(path),
                    sheet="",
                    letter="",
                )
    return replace(issue, file=f"{definition.file.name} › {variant.name} › {issue.file}")


def _once(issues: Iterable[Issue]) -> list[Issue]:
    """Leave out repeats: one wrong value of a grid stands in many combinations."""
    return list({(x.order(), x.say("en")): x for x in issues}.values())
