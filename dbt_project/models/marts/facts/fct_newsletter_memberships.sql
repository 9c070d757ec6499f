with

newsletter_memberships as (
    select * from {{ ref('int_newsletter_memberships_unioned') }}
    where coalesce(opted_in_at < {{ as_of_instant() }}, true)
),

final as (
    select
        newsletter_memberships.source,
        newsletter_memberships.record_id,
        newsletter_memberships.list_id,
        newsletter_memberships.profile_record_id,
        newsletter_memberships.email_click_id,
        customer_records.customer_id,
        newsletter_memberships.list_name,
        newsletter_memberships.status,
        newsletter_memberships.opt_in_proof,
        newsletter_memberships.opted_in_at,
        newsletter_memberships.opted_out_at,
        newsletter_memberships.updated_at
    from newsletter_memberships
    {{ left_join_customers('newsletter_memberships') }}
)

select * from final
