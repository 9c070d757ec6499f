"""Whether the value that a demo world plants is found again, in the private warehouse of a home that ran.

Run as `python -m benchmarks.value.planted HOME`; 1 where something asked is missed. The published warehouse will not
do: its keys of sources are pseudonyms, and the truth names the keys.

Data flow: HOME/truth/*.csv, HOME/warehouse.duckdb -> a line per thing planted: what it is, what was found.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

Row = tuple[object, ...]
Ask = Callable[..., list[Row]]

# A person is correctly resolved whose records are all in one customer that holds nobody else's.
RESOLVED = """
create temp table resolved as
with truth as (
    select person_id, source, record_id from read_csv('{home}/truth/records.csv', all_varchar = true)
    where entity = 'profiles'
),
found as (
    select source, record_id, customer_id from marts.bridge_customer_records where entity = 'profiles' and is_current
),
owned as (
    select truth.person_id, found.customer_id,
        count(distinct truth.person_id) over of_customer = 1
            and count(*) over of_customer = count(truth.person_id) over of_customer as is_alone
    from truth
    full join found on truth.source = found.source and truth.record_id = found.record_id
    window of_customer as (partition by found.customer_id)
)
select person_id, any_value(customer_id) as customer_id
from owned
where person_id is not null
group by person_id
having count(distinct customer_id) = 1 and count(*) = count(customer_id) and bool_and(is_alone)
"""
CONTRIBUTION = """
select count(*), count(*) filter (abs(worth.contribution_profit - coalesce(planted.contribution_profit, 0)) < 0.005)
from resolved
left join (
    select person_id, contribution_profit::decimal(18, 4) as contribution_profit
    from read_csv('{home}/truth/contribution.csv', all_varchar = true)
) as planted on resolved.person_id = planted.person_id
inner join marts.fct_customer_value as worth on resolved.customer_id = worth.customer_id
"""
# Trailing twelve months at each month-end, added up here from the entries, beside the tier then in force. By half of
# 2024 the world's books hold twelve months.
MONTH_ENDS = """
with months as (
    select earned.customer_id, earned.earned_month,
        sum(case when not ledger.is_memo then earned.reporting_amount else 0 end) as contribution,
        sum(case when earned.entry_type = 'list_price' then earned.reporting_amount else 0 end) as list_amount
    from marts.fct_earned_entries as earned
    inner join marts.fct_ledger_entries as ledger on earned.entry_id = ledger.entry_id
    where earned.customer_id is not null
    group by all
),
ends as (
    select cast(unnest(generate_series(date '2024-07-01', date '2026-06-01', interval 1 month)) as date) as month_end
),
twelve_months as (
    select month_end, customer_id, sum(contribution) as contribution, sum(list_amount) as list_amount
    from ends
    inner join months on earned_month < month_end and earned_month >= month_end - interval 12 month
    group by all
    having sum(list_amount) > 0
),
judged as (
    select now.*, before.contribution as contribution_before, tiers.value_tier,
        percent_rank() over (partition by now.month_end order by now.list_amount) as spending_rank
    from twelve_months as now
    left join twelve_months as before
        on now.customer_id = before.customer_id and before.month_end = now.month_end - interval 1 month
    inner join marts.dim_customer_tier_history as tiers
        on now.customer_id = tiers.customer_id
        and tiers.valid_from <= now.month_end and coalesce(tiers.valid_to > now.month_end, true)
)
"""
LOSSES = """
select count(*), count(*) filter (value_tier = 'problem'), count(*) filter (value_tier = 'new'),
    count(*) filter (value_tier = 'ideal')
from judged where contribution < 0 and {condition}
"""
# A term of two years, told in months or in issues, is known by its dates. Who is `problem` at the last month-end had a
# loss then or a month before it, or is so wrongly.
TWO_YEARS = """
with payers as (
    select distinct coalesce(payer_customer_id, customer_id) as customer_id
    from marts.fct_subscriptions
    where status = 'active' and not coalesce(is_complimentary, false)
        and current_period_end_at::date - current_period_start_at::date > 700
        and current_period_end_at::date > (select any_value(as_of_date) from marts.fct_customer_value)
)
select count(*), count(*) filter (worth.value_tier = 'problem'),
    count(*) filter (worth.value_tier = 'problem' and (judged.contribution < 0 or judged.contribution_before < 0))
from payers
inner join marts.fct_customer_value as worth on payers.customer_id = worth.customer_id
left join judged on payers.customer_id = judged.customer_id and judged.month_end = date '2026-06-01'
"""
SPELLS = """
select tiers.value_tier, sum(date_diff('month', tiers.valid_from, coalesce(tiers.valid_to, date '2026-07-01')))::int
from read_csv('{home}/truth/people.csv', all_varchar = true) as people
inner join resolved on people.person_id = resolved.person_id
inner join marts.dim_customer_tier_history as tiers on resolved.customer_id = tiers.customer_id
where people.role = 'big_spender'
group by tiers.value_tier
order by min(tiers.valid_from)
"""
CAST = """
select people.role, customers.customer_kind, customers.value_tier
from read_csv('{home}/truth/people.csv', all_varchar = true) as people
left join resolved on people.person_id = resolved.person_id
left join marts.dim_customers as customers on resolved.customer_id = customers.customer_id
where list_contains({roles}, people.role)
order by people.role
"""
MAILINGS = """
with planted as (
    select source_code, date_from, subscription_id, acquisition_cost::decimal(18, 4) as cost
    from read_csv('{home}/truth/acquisition.csv', all_varchar = true)
),
found as (
    select campaigns.source_code, cast(campaigns.date_from as varchar) as date_from,
        costs.subscription_id, costs.acquisition_cost as cost
    from intermediate.int_offer_costs as costs
    inner join marts.fct_ledger_entries as ledger on costs.entry_id = ledger.entry_id
    inner join intermediate.int_campaign_costs_unioned as campaigns
        on ledger.source = campaigns.source and ledger.record_id = campaigns.record_id
)
select count(planted.source_code) filter (planted.subscription_id is not null),
    count(found.source_code) filter (planted.subscription_id is not null),
    count(planted.source_code) filter (planted.subscription_id is null),
    count(found.source_code) filter (planted.subscription_id is null and planted.source_code is not null),
    count(*) filter (planted.source_code is null)
from planted
full join found
    on planted.source_code = found.source_code and planted.date_from = found.date_from and planted.cost = found.cost
    and planted.subscription_id is not distinct from found.subscription_id
"""
FAILURES = """
select count(truth.invoice_id) filter (truth.paid_on is not null),
    count(*) filter (truth.paid_on is not null and found.outcome = 'recovered'),
    count(truth.invoice_id) filter (truth.paid_on is null),
    count(*) filter (truth.invoice_id is not null and truth.paid_on is null and found.outcome <> 'recovered'),
    count(*) filter (truth.invoice_id is null)
from read_csv('{home}/truth/failed_payments.csv', all_varchar = true) as truth
full join intermediate.int_payment_failures as found on truth.invoice_id = found.payment_id
"""
LEAST_PROBLEM = 0.95


@dataclass(frozen=True)
class Finding:
    """Something planted, what was found of it, and whether that is what is asked."""

    what: str
    found: str
    is_kept: bool = True

    def __str__(self) -> str:
        return f"{self.what}: {self.found}{'' if self.is_kept else ': missed'}"


def measure(home: Path) -> list[Finding]:
    """All findings of one home."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:

        def ask(query: str, **values: str) -> list[Row]:
            return connection.execute(query.format(home=home, **values)).fetchall()

        ask(RESOLVED)
        ask(f"create temp table judged as {MONTH_ENDS} select * from judged")
        return [*_money(ask), *_tiers_given(ask), *_events(ask)]


def _money(ask: Ask) -> Iterator[Finding]:
    """What people earned."""
    ((people, exact),) = ask(CONTRIBUTION)
    yield Finding(
        "correctly resolved people whose contribution is the planted one to the cent",
        f"{exact:,} of {people:,}",
        people != 0 and exact == people,
    )


def _tiers_given(ask: Ask) -> Iterator[Finding]:
    """Which tier stands for those who spend most and lose money, who paid ahead, and who reads on another's money."""
    spells = ask(SPELLS)
    yield Finding(
        "planted big spender, month-ends by tier",
        ", ".join(f"{tier} {months}" for tier, months in spells),
        [tier for tier, _ in spells] == ["new", "problem"],
    )
    for name, rank in (("tenth", 0.9), ("quarter", 0.75)):
        held = ask(LOSSES, condition=f"contribution_before < 0 and spending_rank >= {rank}")
        yield _losses(f"a loss held at two month-ends running, of the {name} who spend most", held)
    ((losses, problem, new, ideal),) = ask(LOSSES, condition="spending_rank >= 0.75")
    yield Finding(
        "a loss at a month-end, its first included, of the quarter who spend most",
        f"problem {problem}, new {new}, ideal {ideal} of {losses}",
    )
    ((two_years, problems, losing),) = ask(TWO_YEARS)
    yield Finding(
        "payers of a running two-year term",
        f"problem {problems} of {two_years}, with a loss of twelve months {losing}",
        two_years != 0 and problems == losing,
    )
    readers = ask(CAST, roles="['niece', 'print_receiver', 'seat_1', 'seat_2', 'seat_3']")
    yield Finding(
        "planted gift receivers and seats", _tiers(readers), {tier for *_, tier in readers} == {"beneficiary"}
    )
    firms = ask(CAST, roles="['corporate', 'organisation']")
    yield Finding("planted organisations", _tiers(firms), {kind for _, kind, _ in firms} == {"organisation"})


def _events(ask: Ask) -> Iterator[Finding]:
    """What a mailing won, and which failed renewals were recovered."""
    ((won, found, nobody, found_nobody, beyond),) = ask(MAILINGS)
    yield Finding(
        "starts that a mailing won, with the planted share; mailings that won nobody; beyond them",
        f"{found} of {won}; {found_nobody} of {nobody}; {beyond}",
        (found, found_nobody, beyond) == (won, nobody, 0),
    )
    ((recovered, as_planted, lost, lost_as_planted, unknown),) = ask(FAILURES)
    yield Finding(
        "renewals that failed: recovered as planted; not; beyond them",
        f"{as_planted} of {recovered}; {lost_as_planted} of {lost}; {unknown}",
        (as_planted, lost_as_planted, unknown) == (recovered, lost, 0),
    )


def _losses(what: str, counted: list[Row]) -> Finding:
    losses, problem, new, ideal = (int(str(number)) for number in counted[0])
    return Finding(
        what,
        f"problem {problem}, new {new}, ideal {ideal} of {losses}",
        problem >= LEAST_PROBLEM * losses and ideal == 0,
    )


def _tiers(cast: list[Row]) -> str:
    return ", ".join(f"{role} {tier}" for role, _, tier in cast)


def main(home: Path) -> int:
    """Print the findings; 1 where one is missed."""
    findings = measure(home)
    print("\n".join(map(str, findings)))
    return 0 if all(finding.is_kept for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
