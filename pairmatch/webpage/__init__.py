"""The report: some runs, told on one page of HTML that needs no network, from their folders alone."""

from pairmatch.webpage.write import write_report

__all__ = ["write_report"]
