-- One row per profile record with how it is known: by its strongest link to another record of its customer, else by
-- what its own source says. Strength is identity's (LEVELS), but that e-mail and phone are told as one way, before the
-- newsletter click that identity sets between them.
with

record_customers as (
    select * from {{ ref('stg_identity__record_customers') }}
    where entity = 'profiles'
),

links as (
    select * from {{ ref('stg_identity__edges') }}
    where is_accepted and entity_a = 'profiles' and entity_b = 'profiles'
),

ends as (
    select
        source_a as source,
        record_id_a as record_id,
        rule
    from links
    union all
    select
        source_b as source,
        record_id_b as record_id,
        rule
    from links
),

strongest as (
    select
        source,
        record_id,
        min(case rule
            when 'decided' then 1
            when 'same_login' then 2
            when 'same_newsletter_click' then 4
            when 'same_device' then 5
            when 'likely_match' then 6
            else 3
        end) as place
    from ends
    group by source, record_id
),

final as (
    select
        record_customers.source,
        record_customers.record_id,
        case
            when strongest.place = 1 then 'decision'
            when strongest.place = 2 then 'login'
            when strongest.place = 3 then 'exact_identifier'
            when strongest.place = 4 then 'newsletter_click'
            when strongest.place = 5 then 'one_login_device'
            when strongest.place = 6 then 'likely_match'
            when record_customers.is_described then 'own_record'
            else 'pointed_to_record'
        end as recognised_by
    from record_customers
    left join strongest
        on record_customers.source = strongest.source and record_customers.record_id = strongest.record_id
)

select * from final
