{#- Per payment and currency, the tax and shipping of its lines, for data tests: they count where the payment is silent. -#}
{% macro payment_line_totals() -%}
    select
        source,
        payment_id,
        currency,
        sum(tax_amount) as tax_amount,
        sum(case when line_kind = 'shipping' then line_amount end) as shipping_amount
    from {{ ref('int_payment_lines_unioned') }}
    group by source, payment_id, currency
{%- endmacro %}
