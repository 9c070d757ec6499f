-- A fact, a bridge row or a report line that names a customer names a row of dim_customers.
{{ config(meta={'finding': "{count} rows of the marts name a customer who is not in dim_customers"}) }}
{%- set referring = [
    ('bridge_customer_records', ['customer_id']),
    ('dim_customer_fields', ['customer_id']),
    ('dim_devices', ['customer_id']),
    ('dim_customer_tier_history', ['customer_id']),
    ('fct_attendances', ['customer_id']),
    ('fct_consents', ['customer_id']),
    ('fct_customer_interests', ['customer_id']),
    ('fct_customer_value', ['customer_id']),
    ('fct_ledger_entries', ['customer_id', 'beneficiary_customer_id']),
    ('fct_newsletter_events', ['customer_id']),
    ('fct_newsletter_memberships', ['customer_id']),
    ('fct_order_lines', ['customer_id']),
    ('fct_payments', ['customer_id']),
    ('fct_referrals', ['customer_id', 'referred_customer_id']),
    ('fct_refunds', ['customer_id']),
    ('fct_social_interactions', ['customer_id']),
    ('fct_subscriptions', ['customer_id', 'payer_customer_id']),
    ('fct_support_tickets', ['customer_id']),
    ('fct_survey_answers', ['customer_id']),
    ('fct_web_sessions', ['customer_id']),
    ('rpt_white_space', ['customer_id']),
] %}
with

named as (
    {%- for model, columns in referring %}
    {%- set outer_loop = loop %}
    {%- for column in columns %}
    select distinct '{{ model }}.{{ column }}' as named_in, {{ column }} as customer_id from {{ ref(model) }}
    {%- if not (loop.last and outer_loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

customers as (
    select customer_id from {{ ref('dim_customers') }}
)

select
    named.named_in,
    count(*) as missing_count
from named
left join customers on named.customer_id = customers.customer_id
where named.customer_id is not null and customers.customer_id is null
group by named.named_in
