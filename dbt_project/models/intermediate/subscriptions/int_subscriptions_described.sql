with

subscriptions as (
    select * from {{ ref('int_subscriptions_unioned') }}
),

products as (
    select * from {{ ref('int_products_unioned') }}
),

described as (
    select
        subscriptions.source,
        subscriptions.subscription_id,
        coalesce(subscriptions.payer_profile_record_id, subscriptions.profile_record_id) as payer_record_id,
        coalesce(subscriptions.profile_record_id, subscriptions.payer_profile_record_id) as reader_record_id,
        subscriptions.product_id,
        coalesce(products.product_line, 'subscriptions') as product_line,
        subscriptions.title,
        lower(subscriptions.format) as format,
        coalesce(subscriptions.quantity, 1) as copies,
        coalesce(subscriptions.sales_channel, 'direct') as sales_channel,
        subscriptions.currency,
        coalesce(subscriptions.next_amount, subscriptions.amount) as term_amount,
        subscriptions.status,
        subscriptions.end_kind,
        subscriptions.auto_renew,
        subscriptions.offer_code,
        products.issues_per_year,
        case when subscriptions.term_unit = 'month' then subscriptions.term_count end as term_months,
        case when subscriptions.term_unit = 'issue' then subscriptions.term_count end as term_issues,
        coalesce(subscriptions.is_complimentary, false) as is_complimentary,
        coalesce(subscriptions.is_gift, false) as is_gift,
        subscriptions.started_at,
        case
            when subscriptions.trial_end_at > subscriptions.started_at then subscriptions.trial_end_at
        end as trial_end_at,
        subscriptions.current_period_start_at,
        subscriptions.current_period_end_at,
        -- A pause whose end nobody knows holds only while the subscription is paused.
        case
            when subscriptions.status = 'paused' or subscriptions.resumes_at > subscriptions.paused_at
                then subscriptions.paused_at
        end as paused_at,
        case
            when subscriptions.resumes_at > subscriptions.paused_at then subscriptions.resumes_at
        end as resumes_at,
        subscriptions.cancelled_at,
        case
            when subscriptions.status = 'ended'
                then coalesce(subscriptions.ended_at, subscriptions.current_period_end_at, subscriptions.cancelled_at)
            else subscriptions.ended_at
        end as ended_at
    from subscriptions
    left join products
        on subscriptions.source = products.source
        and subscriptions.product_id = products.product_id
),

final as (
    select
        *,
        started_at < {{ as_of_instant() }} and status <> 'pending' as has_begun,
        case
            when term_months > 0 then cast(term_months as decimal(18, 4))
            when term_issues > 0 and issues_per_year > 0
                then cast(term_issues as decimal(18, 4)) * 12 / issues_per_year
        end as months_per_term,
        -- What is known of the one pause that a feed tells of: it holds to its end, as_of or the subscription's end.
        case
            when paused_at < {{ as_of_instant() }} and (ended_at is null or ended_at > paused_at) then paused_at
        end as pause_start_at,
        least(coalesce(resumes_at, {{ as_of_instant() }}), coalesce(ended_at, resumes_at, {{ as_of_instant() }}))
            as pause_end_at
    from described
)

select * from final
