with

refunds as (
    select
        *,
        sum(given_back) over (
            partition by source, payment_id, currency, abs(given_back)
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between unbounded preceding and current row
        ) as balance
    from {{ ref('int_refunds_prorated') }}
),

-- A refund and the later line below zero that takes just as much back are a pair, whatever was given back between them.
paired as (
    select
        *,
        coalesce(given_back > 0 and balance - given_back >= min(balance) over (
            partition by source, payment_id, currency, abs(given_back)
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between 1 following and unbounded following
        ), false) as is_taken_back,
        coalesce(given_back < 0 and balance - given_back > least(0, min(balance) over (
            partition by source, payment_id, currency, abs(given_back)
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between unbounded preceding and 1 preceding
        )), false) as takes_back
    from refunds
),

summed as (
    select
        *,
        sum(case when not is_taken_back and not takes_back then given_back end) over (
            partition by source, payment_id, currency
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between unbounded preceding and current row
        ) as given_back_so_far
    from paired
),

later as (
    select
        *,
        min(given_back_so_far) over (
            partition by source, payment_id, currency
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between 1 following and unbounded following
        ) as least_given_back_later
    from summed
),

-- A chargeback that was won came back: it has ended nothing, and counts on its day as what undid it does.
lasting as (
    select
        *,
        is_taken_back
        or coalesce(not takes_back and least_given_back_later <= given_back_so_far - given_back, false)
        or coalesce(given_back_so_far >= charged_amount and least_given_back_later < charged_amount, false)
            as is_undone
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
        order by refunded_at asc nulls last, refund_id asc nulls last
        rows between unbounded preceding and 1 preceding
    ),
    refunds_so_far as (
        partition by source, payment_id, currency
        order by refunded_at asc nulls last, refund_id asc nulls last
        rows between unbounded preceding and current row
    )
),

-- All that a payment was for has come back where all that was left has, or all that was paid.
ended as (
    select
        *,
        not is_undone and coalesce(
            given_back_so_far >= charged_amount and charged_amount > 0
            or left_amount + left_shipping > 0
            and (left_amount <= 0 or most_of_net >= {{ one_whole() }})
            and (left_shipping <= 0 or most_of_shipping >= {{ one_whole() }}),
            false
        ) as is_end_of_service,
        not is_undone and coalesce(given_back_so_far >= charged_amount and charged_amount > 0, false)
            as is_all_paid_back
    from placed
),

final as (
    select
        *,
        case
            when is_undone or is_end_of_service then 0
            else {{ still_unearned('left_amount', 'net_amount', 'net_part_before') }}
        end as unearned_amount,
        case
            when is_undone or is_end_of_service then 0
            else {{ still_unearned('left_shipping', 'shipping_amount', 'shipping_part_before') }}
        end as unearned_shipping
    from ended
)

select * from final
