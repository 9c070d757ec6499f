"""What is seen of a file before it is read."""

import gzip
from pathlib import Path

from ingestion.landing import Digest, discover

LINES = b"id,customer\n" + b"1,2\n" * 300_000


def digest_of(home: Path, content: bytes) -> Digest:
    path = home / "landing" / "orders.csv.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    (landed,) = discover(home, "landing/*.gz")
    return landed.digest


def test_an_archive_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    members = gzip.compress(LINES) + gzip.compress(LINES) + gzip.compress(b"3,\0\n")
    digest = digest_of(tmp_path, members)
    assert digest.problem is None
    assert digest.has_nul


def test_an_archive_whose_last_member_is_cut_is_told(tmp_path: Path) -> None:
    members = gzip.compress(LINES) + gzip.compress(LINES)[:-12]
    assert digest_of(tmp_path, members).problem == "The archive is cut short: send the whole file again."


def test_an_archive_filled_up_with_zeros_is_whole(tmp_path: Path) -> None:
    digest = digest_of(tmp_path, gzip.compress(b"1,2\n") + bytes(512))
    assert digest.problem is None
    assert not digest.has_nul
