"""What the demo world plants is found by the benchmark's program, and a miss is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from benchmarks.value.planted import main, measure


def test_what_the_demo_plants_is_found(demo_home: Path) -> None:
    found = {finding.what: finding for finding in measure(demo_home)}
    assert [what for what, finding in found.items() if not finding.is_kept] == []
    assert found["planted big spender, month-ends by tier"].found.startswith("new 3, problem ")
    people = found["correctly resolved people whose contribution is the planted one to the cent"].found
    exact, of_all = people.split(" of ")
    assert exact == of_all
    assert int(of_all) > 200


def test_a_cent_astray_is_missed(demo_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(demo_home / "truth", tmp_path / "truth")
    (tmp_path / "warehouse.duckdb").symlink_to(demo_home / "warehouse.duckdb")
    planted = tmp_path / "truth" / "contribution.csv"
    with duckdb.connect() as connection:
        # One person's truth is a cent less, and a mailing is said to have won one more.
        connection.execute(
            "copy (select * replace (contribution_profit::decimal(18, 4) "
            "- case person_id when 'cast-quiet-ideal' then 0.01 else 0 end as contribution_profit) "
            f"from read_csv('{planted}', all_varchar = true)) to '{planted}.new' (header)"
        )
    Path(f"{planted}.new").rename(planted)
    with (tmp_path / "truth" / "acquisition.csv").open("a") as stream:
        stream.write("PS101,2023-07-01,unknown,p0000001,0.0100\n")
    assert main(tmp_path) == 1
    missed = [line for line in capsys.readouterr().out.splitlines() if line.endswith(": missed")]
    assert [line.split(":")[0] for line in missed] == [
        "correctly resolved people whose contribution is the planted one to the cent",
        "starts that a mailing won, with the planted share; mailings that won nobody; beyond them",
    ]
