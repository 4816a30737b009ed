"""The column of reasons in rows that were handed back: its header, which the reader passes over."""

from __future__ import annotations

from pairmatch.errors import Text

REASON = Text("错误原因", "Faults")
"""A column with this header, in either language, was written by this program and is never read."""
