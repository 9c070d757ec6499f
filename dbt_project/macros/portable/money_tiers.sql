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
