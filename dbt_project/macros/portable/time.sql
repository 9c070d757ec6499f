{#- Times are UTC without a zone; days and months are cut in the variable reporting_timezone. -#}

{#- The day in reporting_timezone on which a UTC timestamp falls. -#}
{% macro local_date(timestamp) -%}
    {{ return(adapter.dispatch('local_date', 'kith')(timestamp)) }}
{%- endmacro %}

{% macro default__local_date(timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp }} as date)
    {%- else -%}
    cast(timezone('{{ var("reporting_timezone") }}', timezone('UTC', cast({{ timestamp }} as timestamp))) as date)
    {%- endif -%}
{%- endmacro %}

{% macro spark__local_date(timestamp) -%}
    cast(from_utc_timestamp({{ timestamp }}, '{{ var("reporting_timezone") }}') as date)
{%- endmacro %}


{#- The UTC timestamp of the midnight that starts a day of reporting_timezone. -#}
{% macro local_midnight(date) -%}
    {{ return(adapter.dispatch('local_midnight', 'kith')(date)) }}
{%- endmacro %}

{% macro default__local_midnight(date) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ date }} as timestamp)
    {%- else -%}
    timezone('UTC', timezone('{{ var("reporting_timezone") }}', cast({{ date }} as timestamp)))
    {%- endif -%}
{%- endmacro %}

{% macro spark__local_midnight(date) -%}
    to_utc_timestamp(cast({{ date }} as timestamp), '{{ var("reporting_timezone") }}')
{%- endmacro %}


{#- The day up to which, and with which, everything counts. -#}
{% macro as_of_date() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro %}


{#- The instant before which everything counts: UTC timestamp of the midnight after as_of in reporting_timezone. -#}
{% macro as_of_instant() -%}
    {%- set zone = modules.pytz.timezone(var('reporting_timezone')) -%}
    {%- set day = modules.datetime.datetime.strptime(var('as_of') | string, '%Y-%m-%d') -%}
    {%- set midnight = zone.localize(day + modules.datetime.timedelta(days=1)) -%}
    cast('{{ midnight.astimezone(modules.pytz.utc).strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}


{#- A timestamp moved by calendar months; the last day of a short month where the day does not exist. Cast to date for dates. -#}
{% macro add_months(value, months) -%}
    {{ return(adapter.dispatch('add_months', 'kith')(value, months)) }}
{%- endmacro %}

{% macro default__add_months(value, months) -%}
    (cast({{ value }} as timestamp) + to_months(cast({{ months }} as integer)))
{%- endmacro %}

{% macro spark__add_months(value, months) -%}
    (cast({{ value }} as timestamp) + make_ym_interval(0, cast({{ months }} as int)))
{%- endmacro %}


{#- A timestamp moved by whole days. Cast to date for dates. -#}
{% macro add_days(value, days) -%}
    {{ return(adapter.dispatch('add_days', 'kith')(value, days)) }}
{%- endmacro %}

{% macro default__add_days(value, days) -%}
    (cast({{ value }} as timestamp) + to_days(cast({{ days }} as integer)))
{%- endmacro %}

{% macro spark__add_days(value, days) -%}
    (cast({{ value }} as timestamp) + make_dt_interval(cast({{ days }} as int)))
{%- endmacro %}


{#- Midnights between two dates: 0 on the same day, negative backwards. -#}
{% macro days_between(start_date, end_date) -%}
    {{ return(adapter.dispatch('days_between', 'kith')(start_date, end_date)) }}
{%- endmacro %}

{% macro default__days_between(start_date, end_date) -%}
    date_diff('day', cast({{ start_date }} as date), cast({{ end_date }} as date))
{%- endmacro %}

{% macro spark__days_between(start_date, end_date) -%}
    datediff(cast({{ end_date }} as date), cast({{ start_date }} as date))
{%- endmacro %}


{#- Seconds between two timestamps, with their fraction. -#}
{% macro seconds_between(start_at, end_at) -%}
    {{ return(adapter.dispatch('seconds_between', 'kith')(start_at, end_at)) }}
{%- endmacro %}

{% macro default__seconds_between(start_at, end_at) -%}
    (epoch_us({{ end_at }}) - epoch_us({{ start_at }})) / 1000000
{%- endmacro %}

{% macro spark__seconds_between(start_at, end_at) -%}
    (unix_micros({{ end_at }}) - unix_micros({{ start_at }})) / 1000000
{%- endmacro %}


{#- Full calendar months between two dates: the greatest n with start + n months <= end (31 January to 28 February is one). -#}
{% macro months_between_dates(start_date, end_date) -%}
    (
        (extract(year from cast({{ end_date }} as date)) - extract(year from cast({{ start_date }} as date))) * 12
        + extract(month from cast({{ end_date }} as date)) - extract(month from cast({{ start_date }} as date))
        - case
            when extract(day from cast({{ end_date }} as date)) < extract(day from cast({{ start_date }} as date))
                and cast({{ end_date }} as date) <> last_day(cast({{ end_date }} as date))
                then 1
            else 0
        end
    )
{%- endmacro %}


{#- Day of the week of a date: Monday 1 to Sunday 7. -#}
{% macro day_of_week(date) -%}
    {{ return(adapter.dispatch('day_of_week', 'kith')(date)) }}
{%- endmacro %}

{% macro default__day_of_week(date) -%}
    isodow(cast({{ date }} as date))
{%- endmacro %}

{% macro spark__day_of_week(date) -%}
    (weekday(cast({{ date }} as date)) + 1)
{%- endmacro %}


{#- One row per day or month (unit) from start to end, both in it, as a query with the column spine_date. -#}
{% macro date_spine(start_date, end_date, unit='day') -%}
    {{ return(adapter.dispatch('date_spine', 'kith')(start_date, end_date, unit)) }}
{%- endmacro %}

{% macro default__date_spine(start_date, end_date, unit='day') -%}
    select cast(series.moment as date) as spine_date
    from (
        select unnest(generate_series(
            cast({{ start_date }} as timestamp), cast({{ end_date }} as timestamp), interval '1' {{ unit }}
        )) as moment
    ) as series
{%- endmacro %}

{% macro spark__date_spine(start_date, end_date, unit='day') -%}
    select explode(sequence(
        cast({{ start_date }} as date), cast({{ end_date }} as date), interval 1 {{ unit }}
    )) as spine_date
{%- endmacro %}
