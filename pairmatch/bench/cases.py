"""The cases that can be measured, each a scenario that is there or is made on first use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pairmatch.errors import BadInput, Issue
from pairmatch.generate import FACTS, generate, is_current
from pairmatch.io.read import SETTINGS_FILE


@dataclass(frozen=True)
class Case:
    """A scenario folder with a name; with a ``source``, the folder is generated from there.

    Folders are looked up from where the program is called: the project's own folder.
    """

    name: str
    folder: Path
    source: Path | None = None


CASES = {
    case.name: case
    for case in (
        Case(
            "province",
            Path("generated/guangdong-2021"),
            source=Path("scenarios/guangdong-2021"),
        ),
        Case("demo", Path("scenarios/demo")),
    )
}


def case_named(name: str) -> Case:
    """Return a case by its name; raise :class:`BadInput` with the names there are."""
    if name not in CASES:
        values: dict[str, object] = {"known": ", ".join(CASES)}
        raise BadInput([Issue("E-BENCH-CASE", value=name, values=values)])
    return CASES[name]


def ready(case: Case) -> bool:
    """Whether the scenario can be read now; raise :class:`BadInput` if it cannot be made either."""
    given = case.folder / SETTINGS_FILE if case.source is None else case.source / FACTS
    if not given.exists():
        raise BadInput([Issue("E-BENCH-SCENARIO", str(given))])
    return case.source is None or is_current(case.source, case.folder)


def make(case: Case) -> None:
    """Generate the scenario of a case that is not ready."""
    if case.source is None:
        return
    try:
        generate(case.source, case.folder)
    except FileExistsError:
        raise BadInput([Issue("E-BENCH-FOREIGN", str(case.folder))]) from None
