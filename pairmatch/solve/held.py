"""Held: what a child keeps of a component between two jobs on it, and asks for again where it must."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pairmatch.post import Model
from pairmatch.solve.flow import Arcs
from pairmatch.solve.network import network
from pairmatch.solve.ready import Ready, ready
from pairmatch.solve.stored import Stored


@dataclass
class Held:
    """One component: its model, which is asked for when it is needed, and what was made of it.

    Nearly every job needs no more than the reduced model. The whole one is as large again, and is
    wanted once more only where the least shortfall turns out to be above what was proved before.
    """

    ask: Callable[[], Model]
    _model: Model | None = None
    _network: Arcs | None = None
    _is_network: bool | None = None
    _ready: Ready | None = None
    _stored: Stored[Ready] | None = None

    @property
    def model(self) -> Model:
        """Return the whole model."""
        if self._model is None:
            self._model = self.ask()
        return self._model

    @property
    def network(self) -> Arcs | None:
        """Return the model as a flow; None if it is none."""
        if self._is_network is None:
            self._network = network(self.model)
            self._is_network = self._network is not None
        return self._network

    def at(self, least: int) -> Ready:
        """Return what relaxations and searches for plans of this shortfall begin with."""
        if self._ready is None and self._stored is not None:
            self._ready = self._stored.taken_out()
        if self._ready is None or self._ready.least != least:
            self._ready, self._stored = ready(self.model, least), None
        return self._ready

    def tidy(self) -> None:
        """Put away what the next job needs, and let go of the rest; a flow is solved on the whole model."""
        if self._ready is None:
            return
        if self._stored is None:
            self._stored = Stored(self._ready)
        self._ready = None
        if self._network is None:
            self._model = None
