-- The next term may stand under another number, as bureaus give a new one with each renewal: it is the same payer's,
-- reader's, title's and format's that begins about when this one ends. One that began long before is a second
-- subscription beside it. Nobody's subscription follows itself alone.
with

terms as (
    select * from {{ ref('int_subscription_paid_terms') }}
),

subscriptions as (
    select * from {{ ref('int_subscriptions_described') }}
),

numbers as (
    select
        terms.source,
        terms.subscription_id,
        concat(
            coalesce(payers.customer_id, concat(terms.source, ':', terms.subscription_id)), '|',
            coalesce(readers.customer_id, concat(terms.source, ':', terms.subscription_id)), '|',
            coalesce(subscriptions.title, ''), '|', coalesce(subscriptions.format, '')
        ) as reading,
        min(terms.term_start_at) as first_start_at,
        max(terms.term_end_at) as last_end_at
    from terms
    inner join subscriptions
        on terms.source = subscriptions.source
        and terms.subscription_id = subscriptions.subscription_id
    {{ left_join_customers('subscriptions', 'subscriptions.payer_record_id', alias='payers') }}
    {{ left_join_customers('subscriptions', 'subscriptions.reader_record_id', alias='readers') }}
    group by 1, 2, 3
),

-- A number follows one other, and one follows it: of those that one customer takes at once each its own.
candidates as (
    select
        concat(numbers.source, ':', numbers.subscription_id) as ended_number,
        concat(next_numbers.source, ':', next_numbers.subscription_id) as next_number,
        abs({{ local_days_between('numbers.last_end_at', 'next_numbers.first_start_at') }}) as days_apart
    from numbers
    inner join numbers as next_numbers
        on numbers.reading = next_numbers.reading
        and numbers.first_start_at < next_numbers.first_start_at
        and {{ local_days_between('numbers.last_end_at', 'next_numbers.first_start_at') }}
        >= -{{ var('term_overlap_days', 60) }}
),

{{ pairs_of('candidates') }},

followed as (
    select pairs.ended_number, numbers.first_start_at as next_number_at
    from pairs
    inner join numbers on pairs.next_number = concat(numbers.source, ':', numbers.subscription_id)
),

final as (
    select
        terms.*,
        row_number() over (
            partition by terms.source, terms.subscription_id order by terms.term_end_at desc nulls last
        ) = 1 as is_last,
        coalesce(
            lead(terms.term_start_at) over (
                partition by terms.source, terms.subscription_id
                order by terms.term_start_at asc nulls last, terms.term_end_at asc nulls last
            ),
            followed.next_number_at
        ) as next_start_at
    from terms
    left join followed on concat(terms.source, ':', terms.subscription_id) = followed.ended_number
)

select * from final
