"""More than one machine: functions of plain values run by the workers of a Dask scheduler (extra `cluster`).

`Cluster` takes the place of `pipelines.pool.WorkerPool`: the same functions, the same errors. Each Dask worker runs them in a
killable process of its own, with the same limits. Workers return values; nothing but the coordinator writes. A task whose worker
is lost is given to another one by the scheduler; when the scheduler itself is lost, what was under way is submitted again once
it is back. https://distributed.dask.org/en/stable/
"""

import hashlib
import logging
import multiprocessing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from archive.errors import ConfigError, PresswatchError
from pipelines.pool import PRELOAD_TO_JUDGE, WorkerDied, WorkerPool

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
SHARED_CODE = ("archive", "crawler", "pipelines")
TASKS_PER_PROCESS = 200


class ClusterError(PresswatchError):
    """The cluster cannot be used; what was read is kept, and the same command goes on from there."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one task: seconds, and bytes on top of what a process needs at its start."""

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Access:
    """Where the scheduler is, how long to wait for it (seconds), and the files that TLS needs."""

    address: str
    patience: float = 60.0
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None


class Connection:
    """A client of the scheduler, as an async context manager. Raises ClusterError, ConfigError."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._client: Any = None

    async def __aenter__(self) -> Self:
        distributed = _distributed()
        access = self._access
        security = distributed.Security(
            tls_ca_file=_text(access.ca_file),
            tls_client_cert=_text(access.cert_file),
            tls_client_key=_text(access.key_file),
            require_encryption=access.address.startswith("tls:"),
        )
        client = distributed.Client(
            access.address, asynchronous=True, timeout=access.patience, security=security, set_as_default=False
        )
        try:
            self._client = await client
        except (OSError, TimeoutError, ValueError, TypeError) as error:
            raise ClusterError(
                f"{access.address}: no Dask scheduler answers ({error}); start one with `dask scheduler`"
            ) from error
        try:
            await self._examine()
        except BaseException:
            await self._client.close()
            raise
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._client.close()

    @property
    def threads(self) -> int:
        """Tasks that all workers can run at once, at present."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, sum(int(worker["nthreads"]) for worker in workers))

    async def _examine(self) -> None:
        """At least one worker, and all of them with our code."""
        address = self._access.address
        try:
            await self._client.wait_for_workers(1, timeout=self._access.patience)
        except TimeoutError as error:
            raise ClusterError(f"{address}: has no workers; start some with `dask worker {address} --nthreads 1`") from error
        ours = code_digest()
        for worker, theirs in (await self._client.run(_code_of_worker, on_error="return")).items():
            if isinstance(theirs, BaseException):
                raise ClusterError(f"{worker}: cannot import presswatch ({theirs}); install the same version there as here")
            if theirs != ours:
                raise ClusterError(f"{worker}: runs another version of presswatch; install the same one there as here")

    async def submit(self, limits: Limits, function: Callable[..., T], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> T:
        """The function's result. Raises what it raised, WorkerError, ClusterError."""
        distributed = _distributed()
        while True:
            try:
                future = self._client.submit(_work, limits, function, args, dict(kwargs), pure=False)
                result: T = await future
            except distributed.scheduler.KilledWorker as error:
                raise WorkerDied(f"{function.__name__}: several workers of the cluster ended while they ran it") from error
            except distributed.client.FutureCancelledError as error:
                if self._client.status not in ("running", "connecting"):
                    raise self._lost() from error
                log.info("the scheduler was lost; %s is submitted again", function.__name__)
            except RuntimeError as error:
                if self._client.status in ("running", "connecting"):
                    raise
                raise self._lost() from error
            else:
                return result

    def _lost(self) -> ClusterError:
        return ClusterError(
            f"{self._access.address}: the Dask scheduler is gone for more than {self._access.patience:g} s; "
            "what was read is kept: start a scheduler and run the same command again"
        )


class Cluster:
    """Runs functions under certain limits; one connection may serve several of these."""

    def __init__(self, connection: Connection, limits: Limits) -> None:
        self._connection = connection
        self._limits = limits

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args, **kwargs)` on some worker. Raises WorkerError, ClusterError, or what the function raised."""
        return await self._connection.submit(self._limits, function, args, kwargs)


async def _work(limits: Limits, function: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
    """Runs in a Dask worker, on its event loop."""
    return await _pool(limits).run(function, *args, **kwargs)


@lru_cache(maxsize=4)
def _pool(limits: Limits) -> WorkerPool:
    # A nanny starts workers as daemons, which multiprocessing forbids to have children: it could not end them. Ours end by
    # themselves when their parent does (pipelines.pool).
    multiprocessing.process.current_process()._config["daemon"] = False  # type: ignore[attr-defined]  # noqa: SLF001
    return WorkerPool(
        _threads(),
        timeout=limits.seconds,
        memory=limits.memory,
        tasks_per_worker=TASKS_PER_PROCESS,
        preload=PRELOAD_TO_JUDGE,
    )


def _threads() -> int:
    return int(_distributed().get_worker().state.nthreads)


def _code_of_worker() -> str:
    return code_digest()


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Identity of the code that must be the same everywhere."""
    digest = hashlib.sha256()
    for room in SHARED_CODE:
        for file in sorted((ROOT / room).rglob("*.py")):
            digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ConfigError(
            "--cluster needs Dask: install presswatch with the extra `cluster` (pip install 'presswatch[cluster]')"
        ) from error
    return distributed


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
