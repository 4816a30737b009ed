"""What the tests of the intake share: a shelf of workbooks made by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.io.intake.books import Shelf


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A folder of workbooks."""
    return Shelf(tmp_path, monkeypatch)
