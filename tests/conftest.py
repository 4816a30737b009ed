"""What all tests share: child processes are started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pairmatch.solve.workers import Workers


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    with Workers(1) as started:
        yield started
