"""Whether the identity map makes sense: no record in two places, no clashing birth dates, no runaway cluster.

Links that rest on likeness are counted, and judged by their own odds.

Data flow: identity.*, intermediate.int_profiles_unioned -> `CheckOutcome`s with counts and shares only.
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from kith.identity.queries.run import run_query
from orchestration.checks import CheckOutcome, Severity

LARGEST_CREDIBLE_CUSTOMER: Final = 50
MOST_LIKELY_LINKS: Final = 0.9
MOST_WRONG_LINKS: Final = 0.02
MOST_DRIFT: Final = 0.02
# Of fewer links no share is judged: one of two is no rate.
FEWEST_LINKS_JUDGED: Final = 100


@dataclass(frozen=True)
class SanityRule:
    """A number that SQL computes, the greatest it may be, what it says, and what to do where it is greater.

    `description` is what the rule asserts. Columns after the first are said too, not judged: {1}, {2} in `text`, where
    the number judged is {0}.
    """

    name: str
    asset: str
    severity: Severity
    greatest: float
    description: str
    text: str
    remedy: str
    statement: str


# Links between records of people that hold; a decision by hand is nobody's likeness.
_LINKS: Final = (
    "from identity.edges where is_accepted and entity_a = 'profiles' and entity_b = 'profiles' "
    "and identifier_kind <> 'decision'"
)
_REBUILD: Final = (
    "Nothing is published: restore state/ from a backup, or ask whoever keeps Kith to look at state/identity."
)

RULES: Final = (
    SanityRule(
        name="no_record_has_two_customers",
        asset="identity/record_customers",
        severity="red",
        greatest=0,
        description="Every source record belongs to one customer.",
        text="{:,.0f} records belong to two customers",
        remedy=_REBUILD,
        statement=(
            "select count(*) from (select 1 from identity.record_customers group by source, entity, record_id "
            "having count(distinct customer_id) > 1)"
        ),
    ),
    SanityRule(
        name="every_record_has_a_living_customer",
        asset="identity/record_customers",
        severity="red",
        greatest=0,
        description="The customer of every source record is a living one, none that was retired.",
        text="{:,.0f} records belong to a customer who is not living",
        remedy=_REBUILD,
        statement=(
            "select count(*) from identity.record_customers as records "
            "anti join identity.customers as customers using (customer_id)"
        ),
    ),
    SanityRule(
        name="no_retired_id_is_living",
        asset="identity/redirects",
        severity="red",
        greatest=0,
        description="A customer id that another answers for is no living customer's.",
        text="{:,.0f} retired ids are living too",
        remedy=_REBUILD,
        statement=(
            "select count(*) from identity.redirects as redirects "
            "semi join identity.customers as customers using (customer_id) where redirects.until is null"
        ),
    ),
    SanityRule(
        name="no_customer_has_clashing_birth_dates",
        asset="identity/customers",
        severity="amber",
        greatest=0,
        description="The records of a customer agree on the birth date, but for a slip of the pen.",
        text="{:,.0f} customers have two birth dates that no slip of the pen explains",
        remedy="Two people may be taken for one: look at them with `kith identity explain`.",
        statement=(
            "with dates as (select distinct records.customer_id, cast(profiles.birth_date as text) as birth_date "
            "from identity.record_customers as records "
            "inner join intermediate.int_profiles_unioned as profiles "
            "on profiles.source = records.source and profiles.record_id = records.record_id "
            "where records.entity = 'profiles' and profiles.birth_date is not null) "
            "select count(distinct one.customer_id) from dates as one "
            "inner join dates as other on one.customer_id = other.customer_id and one.birth_date < other.birth_date "
            "where birth_dates_clash(one.birth_date, other.birth_date)"
        ),
    ),
    SanityRule(
        name="no_customer_is_a_runaway_cluster",
        asset="identity/customers",
        severity="amber",
        greatest=LARGEST_CREDIBLE_CUSTOMER,
        description=f"Nobody has more than {LARGEST_CREDIBLE_CUSTOMER} profile records.",
        text="the largest customer has {:,.0f} profile records",
        remedy="A number or mailbox may be shared by many: look at it with `kith identity explain`.",
        statement=(
            "select coalesce(max(record_count), 0) from (select count(*) as record_count "
            "from identity.record_customers where entity = 'profiles' group by customer_id)"
        ),
    ),
    SanityRule(
        name="share_of_likely_links",
        asset="identity/edges",
        severity="amber",
        greatest=MOST_LIKELY_LINKS,
        description="At most nine in ten links between records rest on likeness, without a value that both carry.",
        text="{1:,.0f} of {2:,.0f} links between records rest on likeness, without a value that both carry",
        remedy=(
            "Hardly a source shares an e-mail, phone or login with another: see whether feeds.yml maps them, and look "
            "at a few links with `kith identity explain`."
        ),
        statement=(
            f"select case when count(*) < {FEWEST_LINKS_JUDGED} then 0 else avg(is_likely) end, "
            "coalesce(sum(is_likely), 0), count(*) "
            f"from (select case when identifier_kind = 'likely' then 1 else 0 end as is_likely {_LINKS})"
        ),
    ),
    SanityRule(
        name="identity_model_is_up_to_date",
        asset="identity/models",
        severity="amber",
        greatest=MOST_DRIFT,
        description="The model that weighs likely links would decide the same, were it trained on today's records.",
        text="training anew would decide {0:.1%} of likely pairs otherwise",
        remedy="The records have changed since the model was trained: `kith identity train --now` learns from today's.",
        statement="select coalesce(max(drift_share), 0) from identity.models",
    ),
    SanityRule(
        name="likely_links_expected_to_be_wrong",
        asset="identity/edges",
        severity="amber",
        greatest=MOST_WRONG_LINKS,
        description="By their own odds, at most one in fifty links between records is expected to be wrong.",
        text="by their own odds {1:,.0f} of {2:,.0f} links between records are expected to be wrong",
        remedy=(
            "More are doubtful than usual: look at the least likely with `kith identity explain`, and train anew with "
            "`kith identity train` where the records have changed since."
        ),
        statement=(
            f"select case when count(*) < {FEWEST_LINKS_JUDGED} then 0 else avg(odds) end, "
            "coalesce(sum(odds), 0), count(*) "
            f"from (select case when identifier_kind = 'likely' then 1 - probability else 0 end as odds {_LINKS})"
        ),
    ),
    SanityRule(
        name="share_of_merged_customers",
        asset="identity/customers",
        severity="amber",
        greatest=0.95,
        description="At least one in twenty customers stands alone, with a single profile record.",
        text="{:.1%} of customers have more than one profile record",
        remedy="Hardly anybody stands alone: look at a few with `kith identity explain` before you trust it.",
        statement=(
            "select coalesce(avg(case when record_count > 1 then 1 else 0 end), 0) "
            "from (select count(*) as record_count from identity.record_customers "
            "where entity = 'profiles' group by customer_id)"
        ),
    ),
)


def judge_identity(connection: duckdb.DuckDBPyConnection) -> list[CheckOutcome]:
    """The verdict of every rule."""
    run_query(connection, "birth_dates")
    outcomes = []
    for rule in RULES:
        [numbers] = connection.execute(rule.statement).fetchall()
        found, *others = map(float, numbers)
        is_sane = found <= rule.greatest
        text = rule.text.format(found, *others)
        observed = text if is_sane else f"{text[0].upper()}{text[1:]}. {rule.remedy}"
        outcomes.append(CheckOutcome(rule.name, rule.asset, is_sane, rule.severity, observed))
    return outcomes
