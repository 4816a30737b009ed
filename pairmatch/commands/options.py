"""The options that many commands share."""

from __future__ import annotations

from pathlib import Path

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
