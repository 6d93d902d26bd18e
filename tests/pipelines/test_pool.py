"""Real hangs, real memory hogs, real deaths: each costs its own task only."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.pool import PoolClosedError, WorkerDied, WorkerMemory, WorkerPool, WorkerTimeout

ROOT = Path(__file__).parents[2]
HOST = """
import asyncio, os, sys, time
from pipelines.pool import WorkerPool
from tests.pipelines.test_pool import pid
async def main():
    async with WorkerPool(1, preload=()) as pool:
        print(await pool.run(pid), flush=True)
        await pool.run(time.sleep, 60)
if __name__ == "__main__":
    asyncio.run(main())
"""


def pid() -> int:
    return os.getpid()


def hog() -> int:
    return len(bytearray(4 << 30))


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


async def test_the_answer_comes_back_from_another_process():
    async with WorkerPool(1, preload=()) as pool:
        assert await pool.run(pid) != os.getpid()


async def test_a_hang_costs_its_own_task_only():
    async with WorkerPool(2, timeout=2, preload=()) as pool:
        hang, sums = await asyncio.gather(
            pool.run(time.sleep, 60), asyncio.gather(*(pool.run(abs, -n) for n in range(20))), return_exceptions=True
        )
        assert isinstance(hang, WorkerTimeout)
        assert "killed" in str(hang)
        assert sums == list(range(20))
        assert await pool.run(abs, -7) == 7


async def test_memory_is_limited():
    async with WorkerPool(1, memory=256 << 20, preload=()) as pool:
        with pytest.raises(WorkerMemory, match="256 MB"):
            await pool.run(hog)
        assert await pool.run(abs, -7) == 7


async def test_a_death_costs_its_own_task_only():
    async with WorkerPool(1, preload=()) as pool:
        with pytest.raises(WorkerDied, match="code 3"):
            await pool.run(os._exit, 3)
        assert await pool.run(abs, -7) == 7


async def test_an_idle_worker_killed_from_outside_is_replaced():
    async with WorkerPool(1, preload=()) as pool:
        os.kill(await pool.run(pid), signal.SIGKILL)
        await asyncio.sleep(0.5)
        assert await pool.run(abs, -7) == 7


async def test_errors_of_the_function_come_through():
    async with WorkerPool(1, preload=()) as pool:
        with pytest.raises(ZeroDivisionError):
            await pool.run(divmod, 1, 0)


async def test_workers_are_recycled():
    async with WorkerPool(1, tasks_per_worker=1, preload=()) as pool:
        assert await pool.run(pid) != await pool.run(pid)


async def test_close_leaves_no_worker():
    pool = WorkerPool(1, preload=())
    worker = await pool.run(pid)
    await pool.close()
    await pool.close()
    assert not alive(worker)


async def test_what_close_interrupts_says_nothing_about_the_page():
    pool = WorkerPool(1, preload=())
    await pool.run(pid)
    under_way = [asyncio.create_task(pool.run(time.sleep, 30)) for _ in range(3)]
    await asyncio.sleep(0.3)
    await pool.close()
    for result in await asyncio.gather(*under_way, return_exceptions=True):
        assert isinstance(result, PoolClosedError)
    with pytest.raises(PoolClosedError):
        await pool.run(pid)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_no_worker_outlives_its_parent(tmp_path, how):
    script = tmp_path / "host.py"
    script.write_text(HOST)
    host = subprocess.Popen(
        [sys.executable, script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert host.stdout
    worker = int(host.stdout.readline())
    time.sleep(0.3)  # it is in its long task now
    host.send_signal(how)
    host.wait(20)
    host.stdout.close()
    deadline = time.monotonic() + 5
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(worker)
