{#- Entry types of what a buyer pays for a product; the others are shipping, and costs. -#}
{% macro types_of_products() -%}
    ('list_price', 'discount', 'refund', 'chargeback')
{%- endmacro %}


{#- What entries of some types come to, as in the ledger: what takes from a price, and costs, are below zero. 0 without any. -#}
{% macro earned_of(entry_types, amount) -%}
    {{ money("coalesce(sum(case when entry_type in ('" ~ entry_types | join("', '") ~ "') then " ~ amount ~ " end), 0)") }}
{%- endmacro %}


{#- The same of costs, with the sign that readers of fct_customer_value expect: above zero. -#}
{% macro cost_of(entry_types, amount) -%}
    {{ earned_of(entry_types, '-' ~ amount) }}
{%- endmacro %}


{#- What a customer was billed for in the last 12 months, whether earned or not, before what was paid back. -#}
{% macro billed_in_12_months() -%}
    {{ money("coalesce(sum(
            case
                when
                    entry_type in ('list_price', 'discount', 'shipping')
                    and refund_id is null
                    and occurred_date >= " ~ window_start(12) ~ "
                    then reporting_amount
            end
        ), 0)") }}
{%- endmacro %}


{#- Entries that stay in their own currency, for want of an exchange rate. -#}
{% macro entries_without_rate() -%}
    count(case when reporting_amount is null then 1 end)
{%- endmacro %}


{#- Amounts of a relation, lifetime and of 12 months, under their own names: 0 where an outer join finds nothing. -#}
{% macro zero_without(relation, amounts) -%}
    {%- for amount in amounts -%}
        {%- for column in [amount, amount ~ '_12m'] -%}
            {{ money('coalesce(' ~ relation ~ '.' ~ column ~ ', 0)') }} as {{ column }}
            {{- ',\n        ' if not loop.last }}
        {%- endfor -%}
        {{- ',\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The amounts of fct_customer_value; customers without any money have zeros. -#}
{% macro amounts_or_zero(relation) -%}
    {{ zero_without(relation, [
        'list_amount', 'discount_amount', 'refund_amount', 'shipping_amount', 'net_revenue', 'cost_of_goods',
        'fulfilment_cost', 'payment_fees', 'channel_commission', 'support_cost', 'service_cost', 'contribution_profit',
    ]) }}
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
