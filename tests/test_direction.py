"""Imports go one way: who may know whom, read off the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pairmatch
from tests.imports import imports_of

TOP = Path(pairmatch.__file__).parent
FILES = sorted(TOP.rglob("*.py"))

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "arrays", "uncollected"),
    ("vocabulary", "settings", "result"),
    ("schema",),
    ("scenario",),
    ("approvals", "history"),
    ("plan", "component", "fingerprint"),
    ("post",),
    ("programmes",),
    ("structure", "counting"),
    ("naming", "verify", "model"),
    ("solve",),
    ("state",),
    ("objective", "worst", "parts"),
    ("report", "planner"),
    ("metrics",),
    ("io",),
    ("judge", "console", "progress", "generate", "sweep", "refusal", "store", "diagnose"),
    ("roll",),
    ("bench", "compare"),
    ("accept", "webpage", "whatif"),
    ("explain", "replan"),
    ("consult", "prices"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
"""A module may import from its own layer's part and from the layers above it in this list."""
RANK = {part: rank for rank, layer in enumerate(LAYERS) for part in layer}
ONLY_IN = {
    "ortools": {"solve"},
    "xlsxwriter": {"io"},
    "python_calamine": {"io"},
    "xlrd": {"io"},
    "rapidfuzz": {"io"},
    "pandas": {"io", "report"},
    "click": {"cli", "commands", "refusal"},
    "rich": {
        *(
            "cli",
            "commands",
            "compare",
            "console",
            "explain",
            "prices",
            "progress",
            "roll",
            "store",
            "sweep",
        ),
    },
    "jinja2": {"webpage"},
    "markupsafe": {"webpage"},
    "networkx": {"component", "counting", "generate", "whatif"},
    "psutil": {"bench", "io"},
    "distributed": {"solve"},
    "dask": {"solve"},
}


def _part(path: Path) -> str:
    inside = path.relative_to(TOP)
    return inside.parts[0].removesuffix(".py")


def _imports(path: Path) -> list[str]:
    """Return the modules imported at run time, those under TYPE_CHECKING left out."""
    found: list[str] = []
    for node in imports_of(path):
        if isinstance(node, ast.Import):
            found.extend(alias.name for alias in node.names)
        elif node.module:
            found.append(node.module)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(TOP).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    part = _part(path)
    for module in _imports(path):
        top, _, rest = module.partition(".")
        if top == "pairmatch" and rest and part != "__init__":
            other = rest.split(".")[0]
            assert other == part or RANK[other] < RANK[part], f"{part} imports {module}"
        if top in ONLY_IN:
            assert part in ONLY_IN[top], f"{part} imports {module}"
        assert top != "highspy"


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if _part(p) == "programmes"],
    ids=lambda p: p.relative_to(TOP).as_posix(),
)
def test_rooms_know_neither_solver_nor_files(path: Path) -> None:
    assert not {m.partition(".")[0] for m in _imports(path)} & {
        "ortools",
        "pandas",
        "pathlib",
        "csv",
    }


def test_verify_loads_no_solver() -> None:
    code = (
        "import sys, pairmatch.verify, pairmatch.io.read, pairmatch.io.workbook;"
        "sys.exit('ortools' in sys.modules or any('pairmatch.model' in m for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_solvers_process_loads_no_tables() -> None:
    """Every run starts some of them; they need arrays, and start in half the time without the rest."""
    code = (
        "import sys, pairmatch.solve.child, pairmatch.solve.search;"
        "sys.exit(any(name in sys.modules for name in ('pydantic', 'networkx', 'pairmatch.scenario')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_checks_use_no_arrays() -> None:
    """A check shares nothing with build but the scenario: it may not touch columns or components."""
    from pairmatch.programmes import RULES, TERMS

    for judged in (*(rule.check for rule in RULES), *(term.measure for term in TERMS)):
        names = set(judged.__code__.co_names)
        assert not names & {
            "np",
            "PairVariables",
            "TeamVariables",
            "PlacementVariables",
            "component",
        }
