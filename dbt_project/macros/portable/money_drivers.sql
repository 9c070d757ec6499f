{#- One row per customer and component of its contribution of the last 12 months, from a relation with those columns. -#}
{% macro value_drivers(relation) -%}
    {%- set drivers = {
        'list sales': 'list_amount_12m', 'discounts': 'discount_amount_12m', 'refunds': 'refund_amount_12m',
        'shipping': 'shipping_amount_12m', 'cost of goods': 'cost_of_goods_12m', 'fulfilment': 'fulfilment_cost_12m',
        'payment fees': 'payment_fees_12m', 'channel commission': 'channel_commission_12m',
        'support': 'support_cost_12m', 'service': 'service_cost_12m',
    } -%}
    {%- for driver, column in drivers.items() %}
    select customer_id, value_tier, customer_kind, '{{ driver }}' as driver, {{ column }} as amount from {{ relation }}
    {{- '\n    union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
