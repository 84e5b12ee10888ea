"""Products of matrices take the threads that a run may have, and the caller's afterwards."""

from __future__ import annotations

import pytest
import scipy.linalg  # noqa: F401
from threadpoolctl import threadpool_info, threadpool_limits

from huoyan.learn.machine.blas_threads import blas_threads


def threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


@pytest.fixture(autouse=True)
def two_of_the_caller():
    with threadpool_limits(2, user_api="blas"):
        yield


def test_a_run_takes_one_thread_and_gives_the_callers_back_after_an_error():
    seen: list[set[int]] = []

    @blas_threads(1)
    def stopped() -> None:
        seen.append(threads())
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert [*seen, threads()] == [{1}, {2}]


def test_where_nothing_is_decided_the_callers_stay():
    with blas_threads(None):
        assert threads() == {2}
