{#- Sum of one entry type with the sign that readers of fct_customer_value expect. -#}
{% macro component(entry_type, sign, column='earned_amount') -%}
    coalesce(sum(case when entry_type = '{{ entry_type }}' then {{ '-' if sign < 0 }}{{ column }} end), 0)
{%- endmacro %}


{#- The amounts of fct_customer_value, lifetime and of 12 months; customers without any money have zeros. -#}
{% macro amounts_or_zero(relation) -%}
    {%- set amounts = [
        'list_amount', 'discount_amount', 'refund_amount', 'shipping_amount', 'net_revenue', 'cost_of_goods',
        'fulfilment_cost', 'payment_fees', 'channel_commission', 'support_cost', 'service_cost', 'contribution_profit',
    ] -%}
    {%- for suffix in ['', '_12m'] -%}
        {%- set is_last_suffix = loop.last -%}
        {%- for amount in amounts %}
        {{ money('coalesce(' ~ relation ~ '.' ~ amount ~ suffix ~ ', 0)') }} as {{ amount }}{{ suffix }}
        {{- ',' if not (loop.last and is_last_suffix) }}
        {%- endfor -%}
    {%- endfor %}
{%- endmacro %}


{#- An amount at a customer's own contribution margin of 12 months; as it is where nothing was taken in them. -#}
{% macro at_own_margin(amount, customer_value) -%}
    {{ money(
        'coalesce(' ~ money_part(
            amount, 'greatest(' ~ customer_value ~ '.contribution_profit_12m, 0)', customer_value ~ '.net_revenue_12m'
        ) ~ ', ' ~ amount ~ ')'
    ) }}
{%- endmacro %}


{#- What one kind of movement moved, as readers of rpt_subscriber_movement expect its sign. -#}
{% macro moved(movement, sign) -%}
    {{ money("coalesce(sum(case when movement = '" ~ movement ~ "' then " ~ ('-' if sign < 0 else '') ~ "moved end), 0)") }}
{%- endmacro %}
