{#-
    Part / whole of an amount in whole cents, cut towards zero; part and whole are whole numbers.
    Arithmetic in 38 digits: two amounts multiplied never overflow, and no float ever rounds a cent. Null where whole is 0.
-#}
{% macro money_share(amount, part, whole) -%}
    {{ in_cents(whole_quotient(ten_thousandths_of(amount, part), 'nullif(100 * ' ~ whole_number(whole) ~ ', 0)')) }}
{%- endmacro %}


{#-
    What the first `units` of a service have earned of its amount: whole cents, until the last unit brings the rest. Cut
    downwards, also below zero: so what is left of a price and of what was taken off it, each cut by itself, is together
    never less than nothing.
-#}
{% macro earned_by(amount, units, total_units) -%}
    case
        when {{ units }} <= 0 then 0 * {{ amount }}
        when {{ units }} >= {{ total_units }} then {{ amount }}
        {{ earned_by_in_64_bits(amount, units, total_units) }}
        else {{ in_cents(floor_quotient(ten_thousandths_of(amount, units), '100 * ' ~ whole_number(total_units))) }}
    end
{%- endmacro %}


{#-
    The same for amounts below a billion, which times the days of 2,500 years stay within 64 bits: DuckDB divides those twenty
    times as fast as whole numbers of 38 digits.
-#}
{% macro earned_by_in_64_bits(amount, units, total_units) -%}
    {{ return(adapter.dispatch('earned_by_in_64_bits', 'kith')(amount, units, total_units)) }}
{%- endmacro %}

{% macro default__earned_by_in_64_bits(amount, units, total_units) -%}
    when abs({{ amount }}) < 1000000000 and {{ total_units }} < 900000
        then {{ in_cents(floor_quotient(
            'cast(10000 * ' ~ amount ~ ' as bigint) * ' ~ units, '100 * cast(' ~ total_units ~ ' as bigint)'
        )) }}
{%- endmacro %}

{% macro spark__earned_by_in_64_bits(amount, units, total_units) -%}
{%- endmacro %}


{% macro ten_thousandths_of(amount, part) -%}
    {{ whole_number('10000 * cast(' ~ amount ~ ' as decimal(38, 4))') }} * ({{ part }})
{%- endmacro %}

{% macro in_cents(number) -%}
    cast({{ number }} as decimal(16, 0)) * cast(0.01 as decimal(3, 2))
{%- endmacro %}


{#- A whole number of up to 38 digits. -#}
{% macro whole_number(expression) -%}
    {{ return(adapter.dispatch('whole_number', 'kith')(expression)) }}
{%- endmacro %}

{% macro default__whole_number(expression) -%}
    cast({{ expression }} as hugeint)
{%- endmacro %}

{% macro spark__whole_number(expression) -%}
    cast({{ expression }} as decimal(38, 0))
{%- endmacro %}


{#- Dividend / divisor, both whole numbers, without its fraction. -#}
{% macro whole_quotient(dividend, divisor) -%}
    {{ return(adapter.dispatch('whole_quotient', 'kith')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__whole_quotient(dividend, divisor) -%}
    ({{ dividend }}) // ({{ divisor }})
{%- endmacro %}

{% macro spark__whole_quotient(dividend, divisor) -%}
    (({{ dividend }}) div ({{ divisor }}))
{%- endmacro %}


{#- Dividend / divisor, both whole numbers, to the next whole number below; the divisor is above 0. -#}
{% macro floor_quotient(dividend, divisor) -%}
    {{ whole_quotient(
        dividend ~ ' - case when ' ~ dividend ~ ' < 0 then ' ~ divisor ~ ' - 1 else 0 end', divisor
    ) }}
{%- endmacro %}


{#- Dividend / divisor, both whole numbers, to the nearest whole number; halves away from zero. Null where divisor is 0. -#}
{% macro rounded_quotient(dividend, divisor) -%}
    sign({{ dividend }}) * sign({{ divisor }})
    * {{ whole_quotient(
        '2 * abs(' ~ dividend ~ ') + abs(' ~ divisor ~ ')', 'nullif(2 * abs(' ~ divisor ~ '), 0)'
    ) }}
{%- endmacro %}


{#- An amount times part / whole, all money, to four decimals: never through a float, which rounds a half either way. -#}
{% macro money_part(amount, part, whole) -%}
    cast(
        {{ rounded_quotient(
            whole_number('10000 * cast(' ~ amount ~ ' as decimal(38, 4))')
            ~ ' * ' ~ whole_number('10000 * cast(' ~ part ~ ' as decimal(38, 4))'),
            whole_number('10000 * cast(' ~ whole ~ ' as decimal(38, 4))')
        ) }} as decimal(16, 0)
    ) * cast(0.0001 as decimal(4, 4))
{%- endmacro %}


{#- Part / whole, both money, to six decimals, as money_part. -#}
{% macro exact_share(part, whole) -%}
    cast(
        {{ rounded_quotient(
            whole_number('10000 * cast(' ~ part ~ ' as decimal(38, 4))') ~ ' * 1000000',
            whole_number('10000 * cast(' ~ whole ~ ' as decimal(38, 4))')
        ) }} as decimal(12, 0)
    ) * cast(0.000001 as decimal(6, 6))
{%- endmacro %}


{#-
    An amount times a rate or a quantity. DuckDB multiplies two decimals of 18 digits in 18 digits: 1,500,000.0000 times a
    rate of eight decimals would overflow.
-#}
{% macro times(amount, rate) -%}
    cast({{ amount }} as decimal(38, 4)) * {{ rate }}
{%- endmacro %}


{#-
    Units of service done in the first `days` days of a period: the days themselves, or the issues out by then.
    Issue k (0 .. n-1) comes out floor(k * total / n) days after the start.
-#}
{% macro service_units(days, total_days, issue_count) -%}
    case
        when {{ issue_count }} is null then {{ days }}
        else cast(
            (({{ days }}) * {{ issue_count }} + ({{ total_days }}) - 1
            - (({{ days }}) * {{ issue_count }} + ({{ total_days }}) - 1) % ({{ total_days }})) / ({{ total_days }})
            as bigint
        )
    end
{%- endmacro %}


{#-
    The part of a month's amount that was earned before a day: all of it once the month or the service is over, none
    before the month, or by units where the day cuts the month. `amount` names an amount of int_earned_months.
-#}
{% macro earned_before(day, amount) -%}
    case
        when {{ day }} >= next_month or {{ days_between('service_start', day) }} >= calendar_days then {{ amount }}
        when {{ day }} <= earned_month then 0
        else {{ earned_by(
            'spread_' ~ amount,
            service_units(
                'least(greatest(' ~ served_days(days_between('service_start', day)) ~ ', from_day), to_day)',
                'total_days', 'issues'
            ),
            'total_units'
        ) }} - {{ amount }}_before
    end
{%- endmacro %}


{#-
    What a ledger entry has earned before a day, in the reporting currency: all of it once it was booked, or of its period
    the `units` done by then. Columns: those of served_periods.
-#}
{% macro earned_to_date(units, day) -%}
    case
        when not is_spread then case when occurred_date < {{ day }} then reporting_amount else 0 end
        else case when occurred_date < {{ day }} then reporting_amount - spread_reporting_amount else 0 end
            + {{ earned_by('spread_reporting_amount', units, 'total_units') }}
    end
{%- endmacro %}


{#- One row per whole number from 0 to below `count`, in a select list. -#}
{% macro each_below(count) -%}
    {{ return(adapter.dispatch('each_below', 'kith')(count)) }}
{%- endmacro %}

{% macro default__each_below(count) -%}
    unnest(range(cast({{ count }} as bigint)))
{%- endmacro %}

{% macro spark__each_below(count) -%}
    explode(sequence(cast(0 as bigint), cast({{ count }} as bigint) - 1))
{%- endmacro %}


{#-
    The first day after as_of less `months` calendar months: where a trailing window of fct_customer_value starts. Worked
    out here, so that every comparison with it is one with a plain date.
-#}
{% macro window_start(months) -%}
    {%- set day = modules.datetime.datetime.strptime(var('as_of') | string, '%Y-%m-%d') + modules.datetime.timedelta(days=1) -%}
    {%- set number = day.year * 12 + day.month - 1 - months -%}
    {%- set first = modules.datetime.date(number // 12, number % 12 + 1, 1) -%}
    {%- set next_first = modules.datetime.date((number + 1) // 12, (number + 1) % 12 + 1, 1) -%}
    {%- set last_day = (next_first - modules.datetime.timedelta(days=1)).day -%}
    cast('{{ first.replace(day=[day.day, last_day] | min) }}' as date)
{%- endmacro %}


{#- Months since the year 0, so that neighbouring months differ by one. -#}
{% macro month_number(date) -%}
    cast(extract(year from {{ date }}) * 12 + extract(month from {{ date }}) - 1 as integer)
{%- endmacro %}


{#- First day of the month of a month_number. -#}
{% macro month_of_number(number) -%}
    make_date(
        cast({{ whole_quotient(number, '12') }} as integer), cast(({{ number }}) % 12 + 1 as integer), 1
    )
{%- endmacro %}


{#- A share of a split amount; the last one also takes what the cut of whole cents left over. -#}
{% macro with_rest(amount, share, is_last, group) -%}
    case
        when {{ is_last }} then {{ amount }} - sum({{ share }}) over (partition by {{ group }}) + {{ share }}
        else {{ share }}
    end
{%- endmacro %}


{#-
    How much of a refund takes back what its payment has not yet earned on the day of the refund: of what the service has
    still to earn, the part that the refunds before it have left. So what is deferred never falls below zero, and two
    halves given back leave nothing. `part_before`: the sum of their parts.
-#}
{% macro still_unearned(left_to_earn, refunded, part_before) -%}
    case
        when {{ refunded }} > 0 and {{ left_to_earn }} > 0 and {{ part_before }} = 0
            then least({{ refunded }}, {{ left_to_earn }})
        when {{ refunded }} > 0 and {{ left_to_earn }} > 0 and {{ part_before }} < {{ one_whole() }}
            then least({{ refunded }}, {{ in_cents(whole_quotient(
                ten_thousandths_of(left_to_earn, one_whole() ~ ' - ' ~ part_before), '100 * ' ~ one_whole()
            )) }})
        else 0
    end
{%- endmacro %}


{#- The part of what was left to earn that a refund asks for, of `one_whole`; null where nothing is known to be left. -#}
{% macro part_taken(refunded, left_to_earn) -%}
    case
        when {{ refunded }} >= {{ left_to_earn }} and {{ left_to_earn }} > 0 then {{ one_whole() }}
        when {{ refunded }} > 0 and {{ left_to_earn }} > 0
            then {{ whole_quotient(ten_thousandths_of(refunded, one_whole()), ten_thousandths_of(left_to_earn, '1')) }}
    end
{%- endmacro %}


{#- Parts are counted in so many, so that whole cents come out of thirds. -#}
{% macro one_whole() -%}
    {{ whole_number('1000000000000000') }}
{%- endmacro %}


{#- What of an amount a service has still to earn. Columns: units_done, units_of_service. -#}
{% macro left_to_earn(amount) -%}
    {{ amount }} - {{ earned_by(amount, 'units_done', 'units_of_service') }}
{%- endmacro %}


{#-
    The same part of it as `part` is of `whole`, of a price or a cost: all that is left where the two are one, else cut to
    whole cents downwards. So no more of a price is taken back, and no less of a cost (below zero), than its part.
-#}
{% macro part_of_what_is_left(amount, part, whole) -%}
    case
        when {{ part }} = {{ whole }} then {{ left_to_earn(amount) }}
        else {{ in_cents(floor_quotient(
            '(' ~ ten_thousandths_of(amount, 'units_left') ~ ' * ' ~ ten_thousandths_of(part, '1') ~ ')',
            '(100 * ' ~ whole_number('units_of_service') ~ ' * ' ~ ten_thousandths_of(whole, '1') ~ ')'
        )) }}
    end
{%- endmacro %}


{#-
    What a refund gives back of what it asks for, where all refunds of the same keys together give back no more than
    `most`: the first ask first, and what is asked for beyond it is given nothing. `asked` is a decimal, so that the sums
    are exact.
-#}
{% macro given_back(asked, most, keys) -%}
    {%- set so_far -%}
        sum({{ asked }}) over (
            partition by {{ keys | join(', ') }}
            order by refunded_at asc nulls last, refund_id asc nulls last
            rows between unbounded preceding and current row
        )
    {%- endset -%}
    least({{ so_far }}, greatest({{ most }}, 0)) - least({{ so_far }} - {{ asked }}, greatest({{ most }}, 0))
{%- endmacro %}
