"""The promises of the design, each tried through `kith run` on a real home of a small demo world."""

from decimal import Decimal
from pathlib import Path

from tests.end_to_end.homes import query, run_kith, truth


def test_running_twice_changes_nothing_and_says_so(demo_home: Path) -> None:
    before = (demo_home / "published" / "current").resolve()
    result = run_kith(demo_home)
    assert "nothing new" in result.output.lower()
    assert (demo_home / "published" / "current").resolve() == before


def test_every_row_read_is_loaded_repeated_superseded_filtered_or_quarantined(demo_home: Path) -> None:
    accounted = "rows_loaded + rows_repeated + rows_superseded + rows_filtered + rows_quarantined"
    lost = f"select count(*) from ops.load_reconciliation where rows_read <> {accounted}"
    assert query(demo_home, lost) == [(0,)]
    assert query(demo_home, "select sum(rows_read) > 10000 from ops.load_reconciliation") == [(True,)]


def test_earned_and_deferred_money_equal_the_ledger(demo_home: Path) -> None:
    by = "source, ledger.currency, ledger.entry_type"
    differences = query(
        demo_home,
        f"""
        select {by}
        from marts.fct_ledger_entries as ledger
        left join (
            select entry_id, sum(amount) as amount from marts.fct_earned_entries group by entry_id
        ) as earned using (entry_id)
        group by {by}
        having sum(ledger.amount) <> coalesce(sum(earned.amount), 0)
        """,
    )
    assert differences == []
    assert query(demo_home, "select count(distinct entry_type) >= 10 from marts.fct_ledger_entries") == [
        (True,)
    ]


IN_NO_SUM = "('tax', 'acquisition_cost', 'ad_revenue')"


def test_customers_and_nobody_together_are_the_whole_ledger(demo_home: Path) -> None:
    ledger = f"from marts.fct_ledger_entries where entry_type not in {IN_NO_SUM}"
    ((customers, nobody, total),) = query(
        demo_home,
        f"""
        select
            (select sum(contribution_profit + deferred_balance) from marts.fct_customer_value),
            (select coalesce(sum(reporting_amount), 0) {ledger} and customer_id is null),
            (select sum(reporting_amount) {ledger})
        """,
    )
    assert customers + nobody == total


def test_what_each_person_earned_is_what_the_demo_planted(demo_home: Path) -> None:
    """To the cent, for everybody whose records were all found and mixed with nobody else's."""
    people = {(row["source"], row["record_id"]): row["person_id"] for row in truth(demo_home, "records")}
    customers_of: dict[str, set[str]] = {}
    people_of: dict[str, set[str]] = {}
    for source, record_id, customer_id in query(
        demo_home,
        "select source, record_id, customer_id from marts.bridge_customer_records "
        "where entity = 'profiles' and is_current",
    ):
        person = people[source, record_id]
        customers_of.setdefault(person, set()).add(customer_id)
        people_of.setdefault(customer_id, set()).add(person)
    earned = dict(query(demo_home, "select customer_id, contribution_profit from marts.fct_customer_value"))
    planted = {
        row["person_id"]: Decimal(row["contribution_profit"]) for row in truth(demo_home, "contribution")
    }
    compared = 0
    for person, customers in customers_of.items():
        (customer, *others) = customers
        if others or len(people_of[customer]) > 1:
            continue
        compared += 1
        assert abs(earned[customer] - planted.get(person, Decimal(0))) < Decimal("0.005"), person
    assert compared > 200


def test_files_with_names_are_for_their_owner_only(demo_home: Path) -> None:
    current = demo_home / "published" / "current"
    assert (current / "kith_pii.duckdb").stat().st_mode & 0o777 == 0o600
    assert (demo_home / "state" / "secret.key").stat().st_mode & 0o777 == 0o600
    for folder in ("state", "dagster", "dlt"):
        assert (demo_home / folder).stat().st_mode & 0o777 == 0o700, folder
