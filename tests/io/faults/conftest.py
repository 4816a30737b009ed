"""A warning to test with, whatever warnings the program has."""

from __future__ import annotations

import pytest

from pairmatch import errors
from pairmatch.errors import Lang


@pytest.fixture(autouse=True)
def warning(monkeypatch: pytest.MonkeyPatch) -> str:
    """Put a warning into the catalogue and return its code."""
    real = errors.catalogue

    def catalogue(lang: Lang) -> dict[str, str]:
        said = {"W-TEST.problem": "“{value}”有疑问。", "W-TEST.remedy": "请核对。"}
        return {**real(lang), **said}

    monkeypatch.setattr(errors, "catalogue", catalogue)
    return "W-TEST"
