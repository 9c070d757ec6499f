{#- Whether enough of what was listed was paid in full; false where nothing was. -#}
{% macro paid_in_full(full_price_amount, priced_amount) -%}
    coalesce(
        {{ full_price_amount }} >= {{ priced_amount }} * {{ var('tier_ideal_full_price_share', 0.8) }}
        and {{ priced_amount }} > 0,
        false
    )
{%- endmacro %}


{#- The last month at whose first day somebody is still new: so many days after the first payment he is no longer so. -#}
{% macro last_new_month(first_paid_date) -%}
    {{ month_number(add_days(first_paid_date, [var('tier_new_days', 90) - 1, 0] | max)) }}
{%- endmacro %}


{#-
    The state that is asked before any rank. `new` before `dormant`: who has just paid for a term that begins later has
    earned us nothing yet. Columns: has_paid, has_earned (in 12 months), is_new, reads_on_anothers_money.
-#}
{% macro tier_state() -%}
    case
        when not has_paid then case when reads_on_anothers_money then 'beneficiary' else 'prospect' end
        when reads_on_anothers_money and not has_earned then 'beneficiary'
        when is_new then 'new'
        when not has_earned then 'dormant'
        else 'ranked'
    end
{%- endmacro %}


{#- 1 where a value has passed a threshold's dead band upwards, 0 downwards, null inside the band or without a threshold. -#}
{% macro band_signal(value, threshold) -%}
    case
        when {{ value }} >= {{ threshold }} * (1 + {{ var('tier_dead_band', 0.2) }}) then 1
        when {{ value }} < {{ threshold }} * (1 - {{ var('tier_dead_band', 0.2) }}) then 0
    end
{%- endmacro %}


{#- At the start of a run the plain condition, later the signal where it also stood a month-end before; else null. -#}
{% macro held_signal(signal, plain_condition) -%}
    case
        when not is_later then case when {{ plain_condition }} then 1 else 0 end
        when {{ signal }} = {{ signal }}_before then {{ signal }}
    end
{%- endmacro %}


{#- Whether a signal stands for the second month-end running, and not yet for the third, which would decide nothing new. -#}
{% macro is_confirmed(signal) -%}
    {{ signal }} = {{ signal }}_before and coalesce({{ signal }}_earlier, -1) <> {{ signal }}
{%- endmacro %}


{#- Why a threshold has not moved whom it does not fit: he is within its band, or past it for the first time. -#}
{% macro held_by(tier) -%}
    case {{ band_signal('contribution_12m', tier ~ '_threshold') }}
        when 1 then 'above the band of {{ tier }}, not yet at two month-ends running'
        when 0 then 'below the band of {{ tier }}, not yet at two month-ends running'
        else 'within the band of {{ tier }}'
    end
{%- endmacro %}


{#-
    Why a ranked tier is not the one that contribution and thresholds alone would give; null where it is. Columns: those
    of int_tier_replay. A problem is one by its contribution whenever a spell of it begins.
-#}
{% macro what_held_the_tier() -%}
    case
        when value_tier <> 'problem' and contribution_12m < 0 then 'below 0, not yet at two month-ends running'
        when value_tier = 'ideal' and contribution_12m < ideal_threshold then {{ held_by('ideal') }}
        when value_tier = 'core' and contribution_12m >= ideal_threshold and ideal_flag = 0 then {{ held_by('ideal') }}
        when value_tier = 'core' and contribution_12m >= ideal_threshold
            then 'ideal needs full price, two lines or a recommendation'
                || case when is_ideal_kind then ' at two month-ends running' else '' end
        when value_tier = 'core' and contribution_12m < core_threshold then {{ held_by('core') }}
        when value_tier = 'potential' and contribution_12m >= core_threshold then {{ held_by('core') }}
    end
{%- endmacro %}


{#- The help desk's level of service for a tier, by the variable service_levels; null without a tier. -#}
{% macro service_level(tier) -%}
    case
        {%- for level, tiers in var('service_levels').items() %}
        {%- if level not in ['priority', 'standard', 'self_service'] %}
        {{ exceptions.raise_compiler_error('service_levels: ' ~ level ~ ' is no level of service, '
            ~ 'only priority, standard and self_service exist') }}
        {%- endif %}
        when {{ tier }} in ('{{ tiers | join("', '") }}') then '{{ level }}'
        {%- endfor %}
    end
{%- endmacro %}


{#- The last value up to a window's row that is not null; the engines write `ignore nulls` on either side of the bracket. -#}
{% macro last_known(value, window) -%}
    {{ return(adapter.dispatch('last_known', 'kith')(value, window)) }}
{%- endmacro %}

{% macro default__last_known(value, window) -%}
    last_value({{ value }} ignore nulls) over {{ window }}
{%- endmacro %}

{% macro spark__last_known(value, window) -%}
    last_value({{ value }}) ignore nulls over {{ window }}
{%- endmacro %}
