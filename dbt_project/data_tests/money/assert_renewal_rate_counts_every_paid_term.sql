-- Every term that was paid for and has run out by as_of, or by the end of the pause it ran out into, expires once, and
-- went on or did not.
{{ config(meta={
    'finding': "the renewal rate does not count every paid term that ran out, renewed or not: {count} totals differ"
}) }}
{%- set paid_until -%}
    least(
        lines.service_end_at,
        coalesce(subscriptions.ended_at, lines.service_end_at),
        coalesce({{ local_midnight('settled.settled_date') }}, lines.service_end_at)
    )
{%- endset %}
with

report as (
    select * from {{ ref('rpt_renewal_rate') }}
),

settled as (
    {{ settled_payments(ref('int_refunds_allocated')) }}
),

paid as (
    select distinct
        lines.source,
        lines.subscription_id,
        {{ paid_until }} as term_end_at,
        subscriptions.pause_start_at,
        subscriptions.pause_end_at,
        {{ grace_days('subscriptions.format') }} as grace_days
    from {{ ref('int_payment_lines_split') }} as lines
    inner join {{ ref('int_subscriptions_described') }} as subscriptions
        on lines.source = subscriptions.source
        and lines.subscription_id = subscriptions.subscription_id
    left join settled
        on lines.source = settled.source
        and lines.payment_id = settled.payment_id
    where
        lines.line_kind in ('term', 'remainder')
        and lines.net_amount > 0
        and lines.service_start_at < {{ paid_until }}
        and not coalesce(settled.is_all_paid_back, false)
),

-- What the next term follows before a pause does not end into it.
followed as (
    select
        paid.*,
        terms.next_start_at
    from paid
    left join {{ ref('int_subscription_followed_terms') }} as terms
        on paid.source = terms.source
        and paid.subscription_id = terms.subscription_id
        and paid.term_end_at = terms.term_end_at
),

sums as (
    select 'expiring' as place, expiring_terms as found, 0 as wanted from report
    union all
    select 'expiring', 0, 1 from followed
    where
        term_end_at < {{ as_of_instant() }}
        and not coalesce(
            {{ local_days_between('term_end_at', 'pause_start_at') }} <= grace_days
            and pause_end_at > term_end_at
            and pause_end_at >= {{ as_of_instant() }}
            and (next_start_at is null or next_start_at > pause_start_at),
            false
        )
    union all
    select 'renewed', renewed_terms, 0 from report
    union all
    select 'renewed', 0, expiring_terms from report
    union all
    select 'renewed', 0, -1 from {{ ref('int_subscription_renewals') }}
    where not is_renewed
)

select
    place,
    coalesce(sum(found), 0) as found,
    coalesce(sum(wanted), 0) as wanted
from sums
group by place
having coalesce(sum(found), 0) <> coalesce(sum(wanted), 0)
union all
-- Who switched went on, and a rate stands only where nobody's grace runs any more.
select
    cast(expiry_month as varchar(10)) || ', ' || title as place,
    renewed_terms as found,
    expiring_terms as wanted
from report
where
    switched_terms > renewed_terms
    or renewed_terms > expiring_terms
    or is_settled <> (renewal_rate is not null)
