with

days as (
    {{ date_spine("(select min(rate_date) from " ~ ref('stg_reference__rates') ~ ")", as_of_date(), 'day') }}
),

spells as (
    select
        currency,
        rate,
        rate_date,
        lead(rate_date) over (partition by currency order by rate_date asc nulls last) as next_rate_date
    from {{ ref('stg_reference__rates') }}
    where currency <> '{{ var("reporting_currency") }}'
),

-- No rate on a weekend or holiday: the last one before holds, for so many days. Before the first one there is none.
final as (
    select
        spells.currency,
        days.spine_date as rate_date,
        spells.rate
    from spells
    inner join days
        on days.spine_date >= spells.rate_date
        and (days.spine_date < spells.next_rate_date or spells.next_rate_date is null)
        and {{ days_between('spells.rate_date', 'days.spine_date') }} <= {{ var('rate_carry_days') }}
)

select * from final
