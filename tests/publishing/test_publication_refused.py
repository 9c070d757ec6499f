"""Whatever stops a publication, readers keep the last one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingestion.errors import KithError, UsageError
from kith.publishing import current_publication, publish, verify
from tests.publishing.hand_made import AS_OF, PERSONAL, PUBLISHED_AT, make_manifest, publish_home


def test_an_undeclared_personal_column_keeps_the_last_publication(home: Path) -> None:
    first = publish_home(home)
    less = {name: kinds for name, kinds in PERSONAL["dim_customers"].items() if name != "phone"}
    make_manifest(home / "manifest.json", PERSONAL | {"dim_customers": less})
    with pytest.raises(KithError, match="column phone of"):
        publish_home(home, run_id="run-2")
    assert current_publication(home) == first


def test_an_address_in_an_innocent_column_keeps_the_last_publication(home: Path) -> None:
    first = publish_home(home)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute(
            "update marts.dim_products set name = 'Ask john@archer.example' where source = 'bureau'"
        )
    with pytest.raises(KithError, match=r"dim_products\.name") as refusal:
        publish_home(home, run_id="run-2")
    assert "john" not in str(refusal.value)
    assert current_publication(home) == first
    assert len(list((home / "published").iterdir())) == 2


def test_a_weak_secret_publishes_nothing(home: Path) -> None:
    with pytest.raises(UsageError):
        publish(
            home,
            home / "warehouse.duckdb",
            b"changeme",
            run_id="run-1",
            as_of=AS_OF,
            code_version="1",
            published_at=PUBLISHED_AT,
            manifest=home / "manifest.json",
        )
    assert current_publication(home) is None


def test_a_damaged_current_version_does_not_stop_the_next(home: Path) -> None:
    publish_home(home)
    (home / "published" / "current" / "manifest.json").write_text("{")
    (home / "published" / "current" / "kith_pii.duckdb").write_bytes(b"spoilt")
    publish_home(home, run_id="run-2")
    assert verify(home) == []


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from ingestion.errors import KithError
from tests.publishing.hand_made import publish_home
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
try:
    publish_home(Path(sys.argv[1]), run_id="run-2")
except KithError as error:
    print(error)
"""


def test_a_full_disk_keeps_the_last_publication(home: Path) -> None:
    """A limit on the size of files stands in for the disk: writes fail in the same places."""
    first = publish_home(home)
    repository = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(home)],
        capture_output=True,
        text=True,
        check=True,
        cwd=repository,
    )
    assert "is full, so nothing was published; the last publication stays" in told.stdout
    assert current_publication(home) == first
    assert len(list((home / "published").iterdir())) == 2
    assert verify(home) == []
