"""What a file of the program imports when it runs, read off its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@cache
def imports_of(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Every import, in functions too, but those under TYPE_CHECKING."""
    return tuple(_found(ast.parse(path.read_text(encoding="utf-8")).body))


def _found(statements: list[ast.AST]) -> Iterator[ast.Import | ast.ImportFrom]:
    """Look into statements alone: no expression holds an import."""
    for one in statements:
        if isinstance(one, ast.Import | ast.ImportFrom):
            yield one
            continue
        checking = isinstance(one, ast.If) and "TYPE_CHECKING" in ast.dump(one.test)
        for block in BLOCKS:
            if not (checking and block == "body"):
                yield from _found(getattr(one, block, []))
