"""The commands that have a file of their own. To add one: write the file, add its import line here."""

import click

from pairmatch.commands.accepting import accept
from pairmatch.commands.benching import bench
from pairmatch.commands.comparing import compare
from pairmatch.commands.consulting import consult
from pairmatch.commands.diagnosing import diagnose
from pairmatch.commands.explaining import explain
from pairmatch.commands.measures import metrics
from pairmatch.commands.pricing import prices
from pairmatch.commands.replanning import replan
from pairmatch.commands.report import report
from pairmatch.commands.rolling import roll
from pairmatch.commands.runs import delete, runs, show, tag, untag
from pairmatch.commands.suggesting import suggest

COMMANDS: tuple[click.Command, ...] = tuple(
    command for command in list(globals().values()) if isinstance(command, click.Command)
)
"""Every command imported above; the command line takes them up."""
