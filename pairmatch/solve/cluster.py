"""A Dask cluster: found, checked, given tasks, asked for answers. Only this module knows distributed."""

from __future__ import annotations

import logging
import re
import socket
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pairmatch.errors import BadInput, ExecutorLost, Issue
from pairmatch.post import Model
from pairmatch.solve import remote
from pairmatch.solve.versions import Versions, own_versions

if TYPE_CHECKING:
    from distributed import Client, Future

ADDRESS = re.compile(r"dask://(?P<place>(?:[\w.\-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5})/?")
CONNECT_S = 10
MOST_GREETING = 1 << 20
"""Bytes of the first word of a scheduler, which are told before it."""
LARGE = "1GiB"
"""Models are large on purpose: Dask warns of less than this."""


class WorkersDied(Exception):
    """One worker after another died over a task."""


def place_of(address: str) -> str:
    """Return ``host:port`` of a ``dask://host:port``; raise BadInput for anything else."""
    found = ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found["place"].rpartition(":")[2]) < 65536:
        raise BadInput([Issue("E-EXECUTOR-ADDRESS", value=address)])
    return found["place"]


def _refuse_strangers(place: str) -> None:
    """Raise OSError if nobody is there or does not begin to speak as a scheduler does.

    Dask itself would wait for the first word for ever.
    """
    host, _, port = place.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), CONNECT_S) as line:
        line.settimeout(CONNECT_S)
        length = int.from_bytes(line.recv(8), "little")
    if not 0 < length < MOST_GREETING:
        raise OSError("what answers there is no Dask scheduler")


class Cluster:
    """A Dask cluster whose scheduler and workers have our versions; use it as a context manager.

    Raises BadInput if it cannot be had: a malformed address, the extra not installed, nobody there,
    no worker, or other versions than ours. Once there, raises ExecutorLost if the scheduler goes.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._place = place_of(address)
        self._session = uuid.uuid4().hex
        self._versions = own_versions()
        self._client: Client = self._connected()
        try:
            self._refuse_others()
            self._run(remote.sweep_up)
        except BaseException:
            self._client.close()
            raise

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run(remote.leave, self._session)
        self._client.close()

    def _connected(self) -> Client:
        try:
            from distributed import Client
        except ImportError:
            raise BadInput([Issue("E-EXECUTOR-EXTRA", value=self.address)]) from None
        # What goes wrong is said by this program, in the user's language.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            _refuse_strangers(self._place)
            return Client(
                f"tcp://{self._place}", timeout=CONNECT_S, set_as_default=False, name="pairmatch"
            )
        except Exception as error:
            values: dict[str, object] = {"reason": _first_line(error)}
            issue = Issue("E-EXECUTOR-REACH", value=self.address, values=values)
            raise BadInput([issue]) from error

    def _refuse_others(self) -> None:
        """Raise BadInput with every part of the cluster whose versions are not ours."""
        answers: dict[str, Any] = {}
        try:
            answers["scheduler"] = self._client.run_on_scheduler(remote.versions_here)
        except Exception as error:
            answers["scheduler"] = error
        answers.update(self._client.run(remote.versions_here, on_error="return"))
        if len(answers) < 2:
            raise BadInput([Issue("E-EXECUTOR-EMPTY", value=self.address)])
        issues = [
            self._other(name, said) for name, said in answers.items() if said != self._versions
        ]
        if issues:
            raise BadInput(issues)

    def _other(self, name: str, said: Versions | Exception) -> Issue:
        found = _first_line(said) if isinstance(said, Exception) else _spelled(said)
        values: dict[str, object] = {
            "name": name,
            "found": found,
            "ours": _spelled(self._versions),
        }
        return Issue("E-EXECUTOR-VERSIONS", value=self.address, values=values)

    @property
    def slots(self) -> int:
        """How many tasks the workers can do at a time; 0 while all of them are away."""
        try:
            threads: Mapping[str, int] = self._client.nthreads()
        except Exception as error:
            raise ExecutorLost(self.address) from error
        return sum(threads.values())

    def hold(self, model: Model) -> Future[Any]:
        """Send a model to stay on the cluster as long as the future is kept."""
        return self._submit(remote.held, model)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a worker call a function of :mod:`pairmatch` with session, versions and arguments.

        If the worker dies, another one does it.
        """
        return self._submit(function, self._session, self._versions, *arguments)

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        import dask

        with dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE}):
            return self._client.submit(function, *arguments, pure=False)

    def done(self, futures: Collection[Future[Any]], timeout_s: float | None) -> list[Future[Any]]:
        """Wait for the first answers; return those that are there, none after the timeout."""
        from distributed import wait

        try:
            with self._client.as_current():
                wait(list(futures), timeout=timeout_s, return_when="FIRST_COMPLETED")
        except TimeoutError:
            return []
        except Exception as error:
            raise ExecutorLost(self.address) from error
        return [future for future in futures if future.status in ("finished", "error")]

    def answer(self, future: Future[Any]) -> Any:
        """Return the answer of a task that is done; raise WorkersDied if nobody lived to give it."""
        from distributed import KilledWorker

        try:
            return future.result()
        except KilledWorker as error:
            raise WorkersDied from error
        except remote.OtherVersions as other:
            raise BadInput([self._other("worker", other.args)]) from other
        except (OSError, TimeoutError) as error:
            raise ExecutorLost(self.address) from error

    def drop(self, futures: Iterable[Future[Any]]) -> None:
        """Give up tasks, and end what the workers are doing for this session."""
        with suppress(Exception):  # a cluster that is gone does nothing any more
            self._client.cancel(list(futures), force=True)
        self._run(remote.stop, self._session)

    def _run(self, function: Callable[..., None], *arguments: Any) -> None:
        """Call a function on every worker that is there; it is no matter if some are not."""
        with suppress(Exception):
            self._client.run(function, *arguments, on_error="ignore")


def _first_line(error: Exception) -> str:
    return str(error).split("\n")[0] or repr(error)


def _spelled(versions: Versions) -> str:
    return ", ".join(" ".join(each) for each in versions)
