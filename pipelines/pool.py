"""A pool of worker processes that can be killed: a hostile page costs itself, nothing else.

WorkerError              a page's function did not come back
├── WorkerTimeout        it ran longer than its time limit and was killed
├── WorkerMemory         it wanted more memory than its limit
└── WorkerDied           its process ended (crash in C code, kill from outside)
PoolClosedError          the pool was closed under the task: says nothing about the page

Measured: an address-space limit costs 1.3 ms a page; without a worker one page of 100,000 attributes holds the crawler for
more than 150 s (rows 25 and 39 of the table of hostile inputs; tests/pipelines/test_pool.py repeats it).
"""

import asyncio
import ctypes
import importlib
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from multiprocessing import forkserver
from types import TracebackType
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

P = ParamSpec("P")
T = TypeVar("T")

DEFAULT_TIMEOUT = 20.0  # seconds; the slowest of 394 real pages took under 2 s
DEFAULT_MEMORY = 1 << 30  # bytes above what a worker needs after its start; the largest real page took 160 MB
TASKS_PER_WORKER = 1000  # then a fresh process: bounds what lxml and caches keep
PRELOAD = ("pipelines.warm",)
PRELOAD_TO_JUDGE = ("pipelines.warm_vectors",)
_PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
_REBUILDS = 3  # how often one task may see the pool rebuilt under it


class WorkerError(Exception):
    """A function did not come back from its worker; the text says why."""


class WorkerTimeout(WorkerError):  # noqa: N818 -- the family name says Error
    """It ran longer than its time limit and was killed."""


class WorkerMemory(WorkerError):  # noqa: N818
    """It wanted more memory than its limit."""


class WorkerDied(WorkerError):  # noqa: N818
    """Its process ended without an answer."""


class PoolClosedError(Exception):
    """The process is ending; the task was not finished and its work stays due."""


class WorkerPool:
    """Runs functions of plain values in killable processes.

    `timeout` is in seconds of one task, `memory` in bytes that a worker may take on top of its size at start.
    Functions, arguments and results are pickled: module-level functions only.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        memory: int = DEFAULT_MEMORY,
        tasks_per_worker: int = TASKS_PER_WORKER,
        preload: tuple[str, ...] = PRELOAD,
    ) -> None:
        self._workers = workers
        self._timeout = timeout
        self._memory = memory
        self._tasks_per_worker = tasks_per_worker
        self._preload = preload
        self._closed = False
        self._under_way: set[asyncio.Future[Any]] = set()
        self._pool = self._start()

    def _start(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(self._preload))
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=self._tasks_per_worker,
            initializer=_prepare_worker,
            initargs=(self._memory, self._preload),
            context=context,
        )

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args, **kwargs)` in a worker. Raises WorkerError, PoolClosedError, or what the function raised."""
        name = getattr(function, "__name__", str(function))
        if self._closed:
            raise PoolClosedError(f"{name}: the pool is closed")
        try:
            return await self._run(name, function, *args, **kwargs)
        except (Exception, asyncio.CancelledError):
            if self._closed:  # pebble ends tasks in many ways when it is stopped
                raise PoolClosedError(f"{name}: the process is ending") from None
            raise

    async def _run(self, name: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        for _ in range(_REBUILDS):
            pool = self._pool
            try:
                future = asyncio.wrap_future(pool.schedule(function, args=args, kwargs=kwargs, timeout=self._timeout))
                self._under_way.add(future)
                future.add_done_callback(self._under_way.discard)
                return await future
            except FutureTimeoutError:
                raise WorkerTimeout(f"{name} took longer than {self._timeout:g} s and was killed") from None
            except MemoryError:
                raise WorkerMemory(f"{name} wanted more than {self._memory >> 20} MB and was stopped") from None
            except ProcessExpired as error:
                raise WorkerDied(f"{name}: its process ended with code {error.exitcode}") from None
            except RuntimeError:  # BrokenProcessPool is one
                if pool.active:
                    raise
                await self._rebuild(pool)
        raise WorkerDied(f"{name}: the worker pool broke {_REBUILDS} times under it")

    async def _rebuild(self, broken: ProcessPool) -> None:
        """Put a new pool in the place of one that pebble gave up (an idle worker was killed from outside)."""
        if self._pool is broken:
            self._pool = self._start()
            broken.stop()  # type: ignore[no-untyped-call]
            await asyncio.to_thread(broken.join)

    async def close(self) -> None:
        """Kill what runs, and wait until all workers are gone. Harmless to call twice."""
        self._closed = True
        self._pool.stop()  # type: ignore[no-untyped-call]
        for future in list(self._under_way):  # pebble leaves some of them open for ever
            future.cancel()
        await asyncio.to_thread(self._pool.join)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()


def _prepare_worker(memory: int, preload: tuple[str, ...]) -> None:
    """First thing in a worker: die with the parent, load what tasks need, then limit the memory."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble's own handler cannot run while C code is busy
    if sys.platform == "linux":
        # The fork server ends when nobody holds its pipe any more; its children hold a copy. Without ours it ends with the
        # parent, and the kernel kills us with it, however busy we are.
        os.close(forkserver._forkserver._forkserver_alive_fd)  # type: ignore[attr-defined]  # noqa: SLF001 -- no public way
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for module in preload:
        importlib.import_module(module)
    if sys.platform == "linux":
        limit = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _address_space() -> int:
    """Bytes of address space this process has mapped."""
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 -- half the cost of Path at every start
        return int(statm.read().split()[0]) * resource.getpagesize()
