"""A disk that fills up while a file loads: one sentence, nothing set aside, and the next run is exact."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ingestion.errors import KithError
from tests.ingestion.homes import HEADER, LoaderHome, orders


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [64 << 10, None])
def test_full_disk_ends_the_load_and_the_next_one_is_exact(home: LoaderHome, room: int | None) -> None:
    home.land("orders_1.csv", orders(1, 2, 3))
    home.load()
    rows = (f"{row},c{row},2026-01-01,{row % 977}.{row % 89:02}\n" for row in range(10, 60_010))
    home.land("orders_2.csv", HEADER + "".join(rows))
    size = (home.root / "warehouse.duckdb").stat().st_size
    with largest_file(size if room is None else room), pytest.raises(KithError, match="disk") as failure:
        home.load()
    assert str(failure.value).count(". ") == 0
    home.load()
    assert home.counts() == (60_003, 60_003, 0, 0, 0, 0)
    assert home.reasons() == []


def test_full_disk_while_a_file_is_tidied_is_not_the_files_fault(home: LoaderHome) -> None:
    home.land("orders_1.csv", orders(1, 2, 3))
    home.load()
    rows = [f"{row},c{row},2026-01-01,{row % 977}.{row % 89:02}" for row in range(10, 5_010)]
    mixed = HEADER + "\r\n".join(rows[:2_500]) + "\r\n\n" + "\n".join(rows[2_500:]) + "\n"
    home.land("orders_mixed.csv", mixed)
    with largest_file(64 << 10), pytest.raises(KithError, match="disk"):
        home.load()
    home.load()
    assert home.counts() == (5_003, 5_003, 0, 0, 0, 0)
    assert home.reasons() == []
