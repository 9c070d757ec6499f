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

-- The first term of each number, and that of the next one.
numbers as (
    select
        terms.source,
        terms.subscription_id,
        lead(min(terms.term_start_at)) over (
            partition by
                coalesce(payers.customer_id, concat(terms.source, ':', terms.subscription_id)),
                coalesce(readers.customer_id, concat(terms.source, ':', terms.subscription_id)),
                subscriptions.title,
                subscriptions.format
            order by
                min(terms.term_start_at) asc nulls last,
                terms.source asc nulls last,
                terms.subscription_id asc nulls last
        ) as next_number_at
    from terms
    inner join subscriptions
        on terms.source = subscriptions.source
        and terms.subscription_id = subscriptions.subscription_id
    {{ left_join_customers('subscriptions', 'subscriptions.payer_record_id', alias='payers') }}
    {{ left_join_customers('subscriptions', 'subscriptions.reader_record_id', alias='readers') }}
    group by
        terms.source,
        terms.subscription_id,
        payers.customer_id,
        readers.customer_id,
        subscriptions.title,
        subscriptions.format
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
            case
                when numbers.next_number_at >= {{ add_days('terms.term_end_at', -var('term_overlap_days', 60)) }}
                    then numbers.next_number_at
            end
        ) as next_start_at
    from terms
    inner join numbers
        on terms.source = numbers.source
        and terms.subscription_id = numbers.subscription_id
)

select * from final
