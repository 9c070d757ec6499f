{#- All times of the stages are on the clock of the reporting time zone: so many days later it is as late as before. -#}

{#-
    From when a term counts as renewed: a first one lasts 90 days at least; renewed at a discount that never ends it
    counts as at the standing price after a year. Null: never renewed, however long the first term is.
-#}
{% macro renewed_from(first_term_at, first_renewal_at, first_standing_renewal_at) -%}
    case
        when {{ first_standing_renewal_at }} is not null
            then greatest(
                {{ add_days(first_term_at, var('stage_first_term_days', 90)) }}, {{ first_standing_renewal_at }}
            )
        when {{ first_renewal_at }} is not null
            then greatest({{ add_days(first_term_at, 365) }}, {{ first_renewal_at }})
    end
{%- endmacro %}


{#- Days past the end of a paid term of a format in which going on is no new beginning. -#}
{% macro grace_days(format) -%}
    case
        when {{ format }} in ('print', 'both') then {{ var('stage_grace_days_print', 60) }}
        else {{ var('stage_grace_days', 30) }}
    end
{%- endmacro %}


{#- From when unbroken service makes loyal. -#}
{% macro loyal_from(service_started_at) -%}
    {{ add_days(service_started_at, var('stage_loyal_days', 730)) }}
{%- endmacro %}


{#- What stages follow from at an instant; the columns say what was known before it. -#}
{% macro stage_signs(instant) -%}
    coalesce(lapses_at < {{ instant }}, false) as has_lapsed,
    coalesce(
        custom_spell_number > 1
        and {{ add_days('custom_started_at', var('stage_won_back_days', 365)) }} > {{ instant }},
        false
    ) as is_back,
    coalesce(is_in_service and loyal_from < {{ instant }}, false)
    or coalesce(years_with_orders = 3, false) as is_loyal,
    coalesce(is_in_service and renewed_from < {{ instant }}, false)
    or coalesce(
        order_count >= 2
        and {{ add_days('last_order_at', var('stage_order_days', 365)) }} >= {{ instant }},
        false
    ) as is_active,
    coalesce(custom_spell_number > 1, false)
    or coalesce(order_count >= 2, false)
    or coalesce(renewed_from < {{ instant }}, false) as is_past_first
{%- endmacro %}


{#-
    The stage that follows from the signs, the first that fits. Who is still a customer and has bought twice is never
    first_time again: what keeps him may be a gift of money, or a term paid for that is yet to begin.
-#}
{% macro lifecycle_stage() -%}
    case
        when has_lapsed then 'lapsed'
        when is_back then 'won_back'
        when is_active and is_loyal then 'loyal'
        when is_active or is_past_first then 'active'
        when first_bought_at is not null then 'first_time'
        when has_trial then 'trialist'
        when has_given_access then 'recipient'
        else 'audience'
    end
{%- endmacro %}
