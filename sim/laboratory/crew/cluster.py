"""Who runs a study, by name: `serial`, `processes`, or `dask://host:port`, a cluster's scheduler.

Dask is imported only when it is asked for. A cluster needs the same Python and the same version of this project on every machine; its
workers check the engine's identity before they run anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from sim.errors import Fault, InputError, nearest

ENGINES = ("serial", "processes", "dask://host:port")
_DASK = re.compile(r"dask://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:]+\]):([0-9]{1,5})")
CONNECT_SECONDS = 20.0
"""How long a scheduler may take to answer; one on a busy machine took up to 10 s (measured with two workers)."""


def engine_fault(engine: str, workers: int | None = None, timeout: float | None = None) -> Fault | None:
    """Return what is wrong with an engine, None when nothing is."""
    if engine not in ENGINES[:2] and not _DASK.fullmatch(engine):
        close = nearest(engine[:60].split(":")[0], ("serial", "processes", "dask"))
        return Fault(
            f"{engine[:60]!r} is not allowed here",
            file="--engine",
            allowed="one of " + ", ".join(ENGINES),
            meant="dask://host:port" if close == "dask" else close,
        )
    if engine == "serial" and workers not in (None, 1):
        return Fault(
            f"{workers} processes do not go with --engine serial", file="--workers", allowed="1, or --engine processes"
        )
    if engine.startswith("dask") and workers is not None:
        return Fault(
            "a cluster has workers of its own",
            file="--workers",
            allowed="no --workers beside --engine dask://host:port",
        )
    if timeout is not None and engine == "serial":
        return Fault(
            "a run can only be ended with its process, which serial has none of to end",
            file="--timeout",
            allowed="--engine processes, or dask://host:port",
        )
    return None


@contextmanager
def opened(engine: str) -> Iterator[Executor | None]:
    """Open an engine for a `with` block: an executor for a cluster, None for what the runner does itself.

    Raises
    ------
    InputError
        Dask is not installed, or no scheduler answers.
    """
    if not engine.startswith("dask"):
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise InputError(
            Fault(
                "Dask is not installed here",
                file="--engine",
                allowed='the extra "cluster" of this project: pip install "community-sim[cluster]"',
            )
        ) from None
    try:
        client = Client("tcp://" + engine.removeprefix("dask://"), timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise InputError(
            Fault(
                f"no scheduler answers at {engine} ({type(error).__name__})",
                file="--engine",
                allowed="the address that `dask scheduler` prints",
            )
        ) from None
    try:
        if not client.nthreads():
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        yield client.get_executor()
    except TimeoutError:
        raise InputError(
            Fault(
                f"the scheduler at {engine} has no workers",
                file="--engine",
                allowed="one `dask worker` or more that have joined it",
            )
        ) from None
    finally:
        client.close()
