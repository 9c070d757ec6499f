with

refunds as (
    select
        *,
        sum(given_back) over (
            partition by source, payment_id, currency, entry_type, abs(given_back)
            order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
            rows between unbounded preceding and current row
        ) as balance
    from {{ ref('int_refunds_prorated') }}
),

-- A chargeback and the later line below zero that takes just as much back are a pair, whatever was given back between
-- them, and so are two refunds. Of one moment, what was given comes before what was taken back.
paired as (
    select
        *,
        coalesce(given_back > 0 and balance - given_back >= min(balance) over (
            partition by source, payment_id, currency, entry_type, abs(given_back)
            order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
            rows between 1 following and unbounded following
        ), false) as is_reversed,
        coalesce(given_back < 0 and balance - given_back > least(0, min(balance) over (
            partition by source, payment_id, currency, entry_type, abs(given_back)
            order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
            rows between unbounded preceding and 1 preceding
        )), false) as is_reversal
    from refunds
),

-- All that came back but pairs, and of that what is of one kind: a chargeback that was won took back no refund.
summed as (
    select
        *,
        sum(case when not is_reversed and not is_reversal then given_back end) over (
            partition by source, payment_id, currency
            order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
            rows between unbounded preceding and current row
        ) as given_back_so_far,
        sum(case when not is_reversed and not is_reversal then given_back end) over (
            partition by source, payment_id, currency, entry_type
            order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
            rows between unbounded preceding and current row
        ) as kind_so_far
    from paired
),

later as (
    select
        *,
        min(given_back_so_far) over (
            partition by source, payment_id, currency
            order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
            rows between 1 following and unbounded following
        ) as least_given_back_later,
        min(kind_so_far) over (
            partition by source, payment_id, currency, entry_type
            order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
            rows between 1 following and unbounded following
        ) as least_of_kind_later
    from summed
),

-- What came back again whole has ended nothing, nor has what gave back all and came back in part: both count at once.
lasting as (
    select
        *,
        coalesce(
            given_back > 0 and (
                is_reversed
                or least_of_kind_later <= kind_so_far - given_back
                or least_of_kind_later < kind_so_far and (
                    given_back_so_far >= charged_amount
                    or left_amount + left_shipping > 0
                    and net_amount >= left_amount
                    and shipping_amount >= left_shipping
                )
            ),
            false
        ) as is_undone
    from later
),

-- Each takes its part of what was left on its day, and leaves the rest of it to the next. Only what could take from the
-- service has taken any of it, and one below zero gives nothing back to it.
parted as (
    select
        *,
        case when not is_undone then {{ part_taken('net_amount', 'left_amount') }} end as net_part,
        case when not is_undone then {{ part_taken('shipping_amount', 'left_shipping') }} end as shipping_part
    from lasting
),

placed as (
    select
        *,
        coalesce(sum(net_part) over refunds_before, 0) as net_part_before,
        coalesce(sum(shipping_part) over refunds_before, 0) as shipping_part_before,
        -- A part is cut by less than one.
        sum(net_part + 1) over refunds_so_far as most_of_net,
        sum(shipping_part + 1) over refunds_so_far as most_of_shipping
    from parted
    window refunds_before as (
        partition by source, payment_id, currency
        order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
        rows between unbounded preceding and 1 preceding
    ),
    refunds_so_far as (
        partition by source, payment_id, currency
        order by refunded_at asc nulls last, given_back desc nulls last, refund_id asc nulls last
        rows between unbounded preceding and current row
    )
),

-- All that a payment was for has come back where all that was left has, or all that was paid.
ended as (
    select
        *,
        coalesce(
            not is_undone and given_back > 0 and charged_amount > 0
            and given_back_so_far >= charged_amount
            and coalesce(least_given_back_later, given_back_so_far) >= charged_amount,
            false
        ) as is_all_paid_back,
        coalesce(
            not is_undone and given_back > 0 and left_amount + left_shipping > 0
            and (left_amount <= 0 or most_of_net >= {{ one_whole() }})
            and (left_shipping <= 0 or most_of_shipping >= {{ one_whole() }}),
            false
        ) as is_all_left_back
    from placed
),

final as (
    select
        *,
        is_all_paid_back or is_all_left_back as is_end_of_service,
        case
            when is_undone or is_all_paid_back or is_all_left_back then 0
            else {{ still_unearned('left_amount', 'net_amount', 'net_part_before') }}
        end as unearned_amount,
        case
            when is_undone or is_all_paid_back or is_all_left_back then 0
            else {{ still_unearned('left_shipping', 'shipping_amount', 'shipping_part_before') }}
        end as unearned_shipping
    from ended
)

select * from final
