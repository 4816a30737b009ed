"""The options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

lang_option = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    help="中文或英文，默认按方案 · Chinese or English; default: the scenario's.",
)
executor_option = click.option(
    "--executor",
    metavar="dask://HOST:PORT",
    help="在 Dask 集群上求解，默认在本机 · Plan on a Dask cluster; default: on this machine.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="输出 JSON，供脚本使用 · Print JSON for scripts."
)
root_option = click.option(
    "--runs",
    "root",
    type=click.Path(path_type=Path),
    default=Path("runs"),
    help="运行所在的文件夹，默认 runs · Folder that the runs lie in; default: runs.",
)


class Numbers(click.ParamType[tuple[int, ...]]):
    """Whole numbers from 1 to ``most``, separated by commas, each once."""

    name = "N[,M…]"

    def __init__(self, most: int) -> None:
        self._most = most

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the numbers in the order in which they were written."""
        if isinstance(value, tuple) or not value:
            return tuple(value)
        numbers = [int(x) if x.strip().isdecimal() else 0 for x in str(value).split(",")]
        if not all(1 <= x <= self._most for x in numbers):
            self.fail(f"{value!r}: 1–{self._most}，以逗号分隔 · separated by commas", param, ctx)
        return tuple(dict.fromkeys(numbers))
