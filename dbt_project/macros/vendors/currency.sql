{#- Currencies whose smallest unit is not a hundredth: https://docs.stripe.com/currencies#zero-decimal -#}
{% macro zero_decimal_currencies() -%}
    ('BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')
{%- endmacro %}

{% macro three_decimal_currencies() -%}
    ('BHD', 'JOD', 'KWD', 'OMR', 'TND')
{%- endmacro %}


{#-
    Money from an amount in the currency's smallest unit, by multiplication, so that it stays a decimal.
    ISK and UGX have no hundredths but Stripe's amounts count them all the same (special cases of the page above).
-#}
{% macro minor_units_to_money(amount, currency) -%}
    cast(
        cast({{ amount }} as decimal(15, 0)) * case
            when upper({{ currency }}) in {{ zero_decimal_currencies() }} then cast(1 as decimal(4, 3))
            when upper({{ currency }}) in {{ three_decimal_currencies() }} then cast(0.001 as decimal(4, 3))
            else cast(0.01 as decimal(4, 3))
        end as decimal(18, 4)
    )
{%- endmacro %}


{#- A share of money rounded to what the currency can pay. -#}
{% macro round_to_currency(expression, currency) -%}
    cast(
        case
            when {{ currency }} in {{ zero_decimal_currencies() }} then round({{ expression }}, 0)
            when {{ currency }} in {{ three_decimal_currencies() }} then round({{ expression }}, 3)
            else round({{ expression }}, 2)
        end as decimal(18, 4)
    )
{%- endmacro %}


{#- An amount that was taken in another currency, by the vendor's own rate (1 of `currency` = rate of `taken_in`); null without a rate. -#}
{% macro back_to_currency(amount, taken_in, currency, exchange_rate) -%}
    case
        when upper({{ taken_in }}) = upper({{ currency }}) then {{ amount }}
        else {{ round_to_currency(amount ~ " / nullif(" ~ exchange_rate ~ ", 0)", "upper(" ~ currency ~ ")") }}
    end
{%- endmacro %}


{#- The part of a tax-inclusive amount that is no tax, where net + tax is the whole, in whole minor units. -#}
{% macro without_tax(amount, net, inclusive_tax) -%}
    case
        when {{ inclusive_tax }} = 0 or {{ net }} + {{ inclusive_tax }} = 0 then {{ amount }}
        else cast(round(cast({{ amount }} as double) * {{ net }} / ({{ net }} + {{ inclusive_tax }})) as bigint)
    end
{%- endmacro %}


{#-
    What one of several takes of a part that belongs to all of them, in proportion to its weight: the share of all up to it,
    less the share of those before it. Rounded shares of a whole therefore always add up to the whole.
-#}
{% macro share_of(part, weight, weight_so_far, total_weight, currency) -%}
    {{ round_to_currency(part ~ ' * least(' ~ weight_so_far ~ ', ' ~ total_weight ~ ') / ' ~ total_weight, currency) }}
    - {{ round_to_currency(
        part ~ ' * least(' ~ weight_so_far ~ ' - ' ~ weight ~ ', ' ~ total_weight ~ ') / ' ~ total_weight, currency
    ) }}
{%- endmacro %}
