"""One child for the tests that ask what stands in a file, for starting one takes a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pairmatch.errors import BadInput
from pairmatch.io.office.grid import Workbook
from pairmatch.io.office.keeper import Keeper

Open = Callable[[Path], Workbook]


@pytest.fixture(scope="session")
def open_book() -> Iterator[Open]:
    """Open a workbook as :func:`pairmatch.io.office.open_workbook` does, all in one child."""

    with Keeper() as keeper:

        def opened(path: Path) -> Workbook:
            answer = keeper.read(path)
            if isinstance(answer, list):
                raise BadInput(answer)
            return answer

        yield opened
