-- A payment is booked in its own currency alone, and so are all of its lines.
with

rates as (
    select * from {{ ref('int_exchange_rates') }}
),

lines as (
    select lines.*, rates.rate
    from {{ ref('int_payment_lines_split') }} as lines
    left join rates
        on lines.currency = rates.currency
        and {{ local_date('lines.paid_at') }} = rates.rate_date
),

final as (
    select
        source,
        payment_id,
        min(profile_record_id) as profile_record_id,
        min(beneficiary_record_id) as beneficiary_record_id,
        min(subscription_id) as subscription_id,
        {{ only_value('product_id') }} as product_id,
        {{ only_value('product_line') }} as product_line,
        {{ only_value('title') }} as title,
        min(sales_channel) as sales_channel,
        min(paid_at) as paid_at,
        currency,
        sum(net_amount + shipping_amount + tax_amount) as charged_amount,
        sum(case when service_end_at is not null then list_amount - discount_amount else 0 end) as spread_amount,
        sum(case when service_end_at is not null then shipping_amount else 0 end) as spread_shipping,
        sum(
            case
                when service_end_at is null then 0
                else {{ in_reporting_currency('list_amount', 'currency', 'rate') }}
                    + {{ in_reporting_currency('-discount_amount', 'currency', 'rate') }}
            end
        ) as spread_reporting_amount,
        sum(
            case
                when service_end_at is null then 0
                else {{ in_reporting_currency('shipping_amount', 'currency', 'rate') }}
            end
        ) as spread_reporting_shipping,
        min(service_start_at) as service_start_at,
        max(service_end_at) as service_end_at,
        min(pause_start_at) as pause_start_at,
        min(pause_end_at) as pause_end_at,
        case when count(issue_count) = count(service_end_at) then max(issue_count) end as issue_count,
        min(service_start_at) = max(service_start_at)
        and min(service_end_at) = max(service_end_at)
        and coalesce(min(issue_count), 0) = coalesce(max(issue_count), 0)
        and count(issue_count) in (0, count(service_end_at)) as is_one_service
    from lines
    group by source, payment_id, currency
)

select * from final
