"""Commands called in this process from some folder, as tests of what they say do."""

from __future__ import annotations

import contextlib
from pathlib import Path

from click.testing import CliRunner, Result

from pairmatch.cli import main


def call(top: Path, *arguments: str) -> Result:
    """What a command says when it is called in a folder; a defect is raised."""
    with contextlib.chdir(top):
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)
