"""Runs that reports are made of, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.webpage.runs import ATTACK, tiny_run


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with runs: this year's and a worse one of last year; nobody may write in them."""
    top = tmp_path_factory.mktemp("kept")
    tiny_run(top / "new", year=2022)
    tiny_run(top / "old", year=2021, pairs=1)
    return top


@pytest.fixture(scope="session")
def attacks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs in which everything that has a name is called so as to break a page."""
    top = tmp_path_factory.mktemp("attacks")
    tiny_run(top / "first", named=ATTACK)
    tiny_run(top / "second", year=2022, named=ATTACK, pairs=1)
    return top
