-- The lines of a payment are in its currency. What a line in another one says of money is left out: the payment says
-- what was paid.
{{ config(
    severity='warn',
    fail_calc='coalesce(sum(foreign_lines), 0)',
    meta={'finding': "{count} payment lines are in another currency than their payment: the payment's amount counts as one line, over the period they name; correct the currency that feeds.yml maps for either"}
) }}

select
    payments.source,
    payments.currency,
    lines.currency as line_currency,
    count(*) as foreign_lines
from {{ ref('int_payment_lines_unioned') }} as lines
inner join {{ ref('int_paid_payments') }} as payments
    on lines.source = payments.source
    and lines.payment_id = payments.payment_id
where lines.currency <> payments.currency
group by payments.source, payments.currency, lines.currency
