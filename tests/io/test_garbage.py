"""Whatever bytes stand in the files, the reader answers with a scenario or with BadInput."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pairmatch.errors import BadInput
from pairmatch.io.read import read_scenario
from pairmatch.programmes import TABLES
from tests.io.folders import SOUND, issues, write

NAMES = st.sampled_from(["scenario", *(table.name for table in TABLES)])
HEADERS = {table.name: ",".join(table.model.model_fields) for table in TABLES}
CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "",
            "NA",
            "1e400",
            "-1",
            "9" * 30,
            '"',
            "440305",
            "9900000001",
            "9900000011",
            "teacher",
            "physics",
            "require",
            "pair",
            "seat",
            "year",
            "P-01",
            "1",
            "junior",
        ]
    ),
)


@given(name=NAMES, data=st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_random_bytes(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(BadInput):
        read_scenario(write(Path(folder), **{name: data}))


@given(name=st.sampled_from(sorted(HEADERS)), data=st.data())
@settings(max_examples=120, deadline=None)
def test_random_cells_under_a_right_header(name: str, data: st.DataObject) -> None:
    width = HEADERS[name].count(",") + 1
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4))
    text = "\n".join([HEADERS[name], *(",".join(row) for row in rows)])
    with tempfile.TemporaryDirectory() as folder:
        issues(write(Path(folder), **{name: text.encode("utf-8", "surrogatepass")}))


@given(
    name=st.sampled_from(sorted(SOUND)),
    at=st.integers(0, 2000),
    piece=st.binary(min_size=1, max_size=6),
)
@settings(max_examples=120, deadline=None)
def test_a_sound_file_with_some_bytes_overwritten(name: str, at: int, piece: bytes) -> None:
    data = SOUND[name].encode()
    at %= len(data)
    spoiled = data[:at] + piece + data[at + len(piece) :]
    with tempfile.TemporaryDirectory() as folder:
        issues(write(Path(folder), **{name.split(".")[0]: spoiled}))
