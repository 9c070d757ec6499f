"""Whether the identity map makes sense: no record in two places, no clashing birth dates, no runaway cluster.

Data flow: identity.*, intermediate.int_profiles_unioned -> `CheckOutcome`s with counts and shares only.
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from orchestration.checks import CheckOutcome, Severity

LARGEST_CREDIBLE_CUSTOMER: Final = 50


@dataclass(frozen=True)
class SanityRule:
    """A number that SQL computes, the greatest it may be, what it says, and what to do where it is greater."""

    name: str
    asset: str
    severity: Severity
    greatest: float
    text: str
    remedy: str
    statement: str


_REBUILD: Final = (
    "Nothing is published: restore state/ from a backup, or ask whoever keeps Kith to look at state/identity."
)

RULES: Final = (
    SanityRule(
        "no_record_has_two_customers",
        "identity/record_customers",
        "red",
        0,
        "{:,.0f} records belong to two customers",
        _REBUILD,
        "select count(*) from (select 1 from identity.record_customers group by source, entity, record_id "
        "having count(distinct customer_id) > 1)",
    ),
    SanityRule(
        "every_record_has_a_living_customer",
        "identity/record_customers",
        "red",
        0,
        "{:,.0f} records belong to a customer who is not living",
        _REBUILD,
        "select count(*) from identity.record_customers as records "
        "anti join identity.customers as customers using (customer_id)",
    ),
    SanityRule(
        "no_retired_id_is_living",
        "identity/redirects",
        "red",
        0,
        "{:,.0f} retired ids are living too",
        _REBUILD,
        "select count(*) from identity.redirects as redirects "
        "semi join identity.customers as customers using (customer_id) where redirects.until is null",
    ),
    SanityRule(
        "no_customer_has_clashing_birth_dates",
        "identity/customers",
        "amber",
        0,
        "{:,.0f} customers have two different birth dates",
        "Two people may be taken for one: look at them with `kith identity explain`.",
        "select count(*) from (select 1 from identity.record_customers as records "
        "inner join intermediate.int_profiles_unioned as profiles "
        "on profiles.source = records.source and profiles.record_id = records.record_id "
        "where records.entity = 'profiles' group by records.customer_id "
        "having count(distinct profiles.birth_date) > 1)",
    ),
    SanityRule(
        "no_customer_is_a_runaway_cluster",
        "identity/customers",
        "amber",
        LARGEST_CREDIBLE_CUSTOMER,
        "the largest customer has {:,.0f} profile records",
        "Many people may be taken for one, by a shared number or mailbox: look at it with `kith identity explain`.",
        "select coalesce(max(record_count), 0) from (select count(*) as record_count "
        "from identity.record_customers where entity = 'profiles' group by customer_id)",
    ),
    SanityRule(
        "share_of_merged_customers",
        "identity/customers",
        "amber",
        0.95,
        "{:.1%} of customers have more than one profile record",
        "Hardly anybody stands alone: look at a few with `kith identity explain` before you trust it.",
        "select coalesce(avg(case when record_count > 1 then 1 else 0 end), 0) from (select count(*) as record_count "
        "from identity.record_customers where entity = 'profiles' group by customer_id)",
    ),
)


def judge_identity(connection: duckdb.DuckDBPyConnection) -> list[CheckOutcome]:
    """The verdict of every rule."""
    outcomes = []
    for rule in RULES:
        [(found,)] = connection.execute(rule.statement).fetchall()
        is_sane = float(found) <= rule.greatest
        text = rule.text.format(float(found))
        observed = text if is_sane else f"{text[0].upper()}{text[1:]}. {rule.remedy}"
        outcomes.append(CheckOutcome(rule.name, rule.asset, is_sane, rule.severity, observed))
    return outcomes
