with

renewals as (
    select
        *,
        {{ month_number(local_date('expires_at')) }} as month_number
    from {{ ref('int_subscription_renewals') }}
),

months as (
    select
        month_number,
        {{ month_of_number('month_number') }} as expiry_month,
        {{ add_days(month_of_number('month_number + 1'), grace_days('format')) }}
        <= {{ add_days(as_of_date(), 1) }} as is_settled,
        title,
        format,
        sales_channel,
        term_length,
        count(*) as expiring_terms,
        count(case when is_renewed then 1 end) as renewed_terms,
        count(case when is_switched then 1 end) as switched_terms
    from renewals
    group by month_number, title, format, sales_channel, term_length
),

final as (
    select
        expiry_month,
        title,
        format,
        sales_channel,
        term_length,
        cast(expiring_terms as integer) as expiring_terms,
        cast(renewed_terms as integer) as renewed_terms,
        cast(switched_terms as integer) as switched_terms,
        is_settled,
        cast(
            case when is_settled then {{ exact_share('renewed_terms', 'expiring_terms') }} end as decimal(9, 6)
        ) as renewal_rate
    from months
)

select * from final
