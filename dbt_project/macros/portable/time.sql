{#- Times are UTC without a zone; days and months are cut in the variable reporting_timezone. -#}

{#- The clock of reporting_timezone at a UTC timestamp, as a timestamp without a zone. -#}
{% macro local_time(timestamp) -%}
    {{ return(adapter.dispatch('local_time', 'kith')(timestamp)) }}
{%- endmacro %}

{% macro default__local_time(timestamp) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp }} as timestamp)
    {%- else -%}
    timezone('{{ var("reporting_timezone") }}', timezone('UTC', cast({{ timestamp }} as timestamp)))
    {%- endif -%}
{%- endmacro %}

{% macro spark__local_time(timestamp) -%}
    from_utc_timestamp({{ timestamp }}, '{{ var("reporting_timezone") }}')
{%- endmacro %}


{#-
    The UTC timestamp at which the clock of reporting_timezone shows a time. One that the clock skips in spring is later by
    what it skips (02:30 is 03:30), one that it shows twice in autumn is the second: Spark would take the first.
-#}
{% macro utc_time(local_time) -%}
    {{ return(adapter.dispatch('utc_time', 'kith')(local_time)) }}
{%- endmacro %}

{% macro default__utc_time(local_time) -%}
    {%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ local_time }} as timestamp)
    {%- else -%}
    timezone('UTC', timezone('{{ var("reporting_timezone") }}', cast({{ local_time }} as timestamp)))
    {%- endif -%}
{%- endmacro %}

{% macro spark__utc_time(local_time) -%}
    greatest(
        to_utc_timestamp(cast({{ local_time }} as timestamp), '{{ var("reporting_timezone") }}'),
        to_utc_timestamp(
            cast({{ local_time }} as timestamp) + interval 1 hour, '{{ var("reporting_timezone") }}'
        ) - interval 1 hour
    )
{%- endmacro %}


{#- The day in reporting_timezone on which a UTC timestamp falls. -#}
{% macro local_date(timestamp) -%}
    cast({{ local_time(timestamp) }} as date)
{%- endmacro %}


{#- The UTC timestamp of the midnight that starts a day of reporting_timezone. -#}
{% macro local_midnight(date) -%}
    {{ utc_time(date) }}
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


{#- A UTC timestamp moved by calendar months, or by days, of reporting_timezone: on the new day it is as late as before. -#}
{% macro add_local_months(value, months) -%}
    {{ utc_time(add_months(local_time(value), months)) }}
{%- endmacro %}

{% macro add_local_days(value, days) -%}
    {{ utc_time(add_days(local_time(value), days)) }}
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


{#-
    The days of reporting_timezone between two UTC timestamps: 0 on the same one, negative backwards. What may lie so many
    days apart may do so at any hour of the last of them.
-#}
{% macro local_days_between(start_at, end_at) -%}
    {{ days_between(local_date(start_at), local_date(end_at)) }}
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
