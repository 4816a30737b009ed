"""Run folders that are made without planning anything: a true manifest, and a few small files."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pairmatch.io.manifest import sha256
from pairmatch.result import Result

WORKBOOK = "结果.xlsx"
FILES = {
    WORKBOOK: "the plan",
    "tables/pairs.csv": "a,b\n",
    "verification.json": "{}\n",
    "solver.log": "solved\n",
}
LONG_AGO = 1_600_000_000


def made(root: Path, name: str, *, written: str = "2026-01-02T03:04:05+08:00", **said: Any) -> Path:
    """A run under a root; ``said`` goes to its result."""
    folder = root / name
    for file, text in FILES.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    basics: dict[str, Any] = {"scenario": "demo", "title": "示例方案", "status": "proved"}
    numbers = {"shortfall": 1, "shortfall_bound": 1, "value": 7, "bound": 7}
    rest = {"terms": (), "seed": 1, "versions": (("pairmatch", "0.1"),), "input_hash": "ab" * 32}
    result = Result(**{**basics, **numbers, **rest, **said})
    manifest = {
        "written": written,
        "round": "2021-2025",
        "year": 2023,
        "source": "../demo",
        "changes": {},
        "lang": "zh",
        "workbook": WORKBOOK,
        "result": result.to_dict(),
        "inputs": {},
        "files": {file: sha256(folder / file) for file in FILES},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    age(folder)
    return folder


def age(folder: Path) -> None:
    """Let the files of a run be old, so that the index trusts what it has read."""
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
