-- Recognised = somebody's: joined to a customer through the identity map, whatever the system that wrote it.
{%- set facts = [
    ('web_sessions', 'int_web_sessions', 'started_at'),
    ('order_lines', 'fct_order_lines', 'ordered_at'),
    ('payments', 'fct_payments', 'paid_at'),
    ('support_tickets', 'fct_support_tickets', 'opened_at'),
    ('survey_answers', 'fct_survey_answers', 'answered_at'),
    ('social_interactions', 'fct_social_interactions', 'occurred_at'),
] %}
with

things as (
    {%- for fact, model, happened_at in facts %}
    select
        '{{ fact }}' as fact,
        source,
        customer_id,
        {{ happened_at }} as happened_at
    from {{ ref(model) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

months as (
    select
        cast(date_trunc('month', {{ local_date('happened_at') }}) as date) as activity_month,
        fact,
        source,
        count(*) as total_count,
        count(customer_id) as recognised_count,
        count(distinct customer_id) as customer_count
    from things
    where {{ is_plausible('happened_at') }}
    group by cast(date_trunc('month', {{ local_date('happened_at') }}) as date), fact, source
),

final as (
    select
        activity_month,
        fact,
        source,
        total_count,
        recognised_count,
        customer_count,
        cast(recognised_count * 1.0 / total_count as decimal(9, 6)) as recognition_rate
    from months
)

select * from final
