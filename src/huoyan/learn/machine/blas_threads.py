"""How many threads a product of matrices takes in NumPy and SciPy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def blas_threads(threads: int | None) -> Iterator[None]:
    """So many, then as it was before; None changes nothing.

    Left alone they take every core. Where others use these too, all threads wait for the one that shares its
    core (see `busy_cores`): ten ridge regressions on 500 pictures took 23 s with two threads, 2 s with one.
    """
    if threads is None:
        yield
        return
    # SciPy has threads of its own, which can only be told once it is there.
    import scipy.linalg  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(threads, user_api="blas"):
        yield
