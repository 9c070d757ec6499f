-- The golden record: every value by the survivorship rules of dbt_project.yml, and beside it reach, worth and stage.
with

customers as (
    select * from {{ ref('int_customers') }}
),

golden as (
    select
        *,
        is_deceased or is_deleted as is_gone,
        coalesce(
            floor({{ months_between_dates('birth_date', as_of_date()) }} / 12),
            extract(year from {{ as_of_date() }}) - birth_year
        ) as age
    from {{ ref('int_customers_golden') }}
),

consents as (
    select
        customer_id,
        max(case when channel = 'email' then is_granted end) as is_email_granted,
        max(case when channel = 'post' then is_granted end) as is_post_granted,
        max(case when channel = 'phone' then is_granted end) as is_phone_granted
    from {{ ref('int_customer_consents_resolved') }}
    where purpose = '{{ var("contact_purpose") }}'
    group by customer_id
),

households as (
    select * from {{ ref('dim_households') }}
),

customer_value as (
    select * from {{ ref('fct_customer_value') }}
),

stages as (
    select * from {{ ref('int_customer_stages') }}
),

turns as (
    select customer_id, max(changed_on) as turned_on from {{ ref('fct_lifecycle_transitions') }}
    group by customer_id
),

final as (
    select
        customers.customer_id,
        customers.household_id,
        customers.customer_kind,
        golden.full_name,
        golden.first_name,
        golden.middle_name,
        golden.last_name,
        golden.name_suffix,
        golden.organisation_name,
        golden.email,
        golden.phone,
        golden.gender,
        golden.birthday,
        case
            when golden.age < 18 then 'under 18'
            when golden.age < 25 then '18-24'
            when golden.age < 35 then '25-34'
            when golden.age < 45 then '35-44'
            when golden.age < 55 then '45-54'
            when golden.age < 65 then '55-64'
            when golden.age < 75 then '65-74'
            when golden.age >= 75 then '75 and over'
        end as age_band,
        golden.address_line,
        golden.city,
        golden.region,
        golden.postal_code,
        golden.country_code,
        golden.address_status,
        golden.occupation,
        golden.employer,
        golden.education,
        golden.income_band,
        golden.marital_status,
        stages.lifecycle_stage,
        stages.risk_state,
        customer_value.value_tier,
        {{ service_level('customer_value.value_tier') }} as service_level,
        golden.children,
        customers.source_count,
        customers.record_count,
        households.has_subscription as household_has_subscription,
        case
            when golden.is_gone or golden.email is null then false
            else consents.is_email_granted
        end as contactable_email,
        case
            when golden.is_gone or golden.address_line is null or golden.address_status = 'gone_away' then false
            else consents.is_post_granted
        end as contactable_post,
        case
            when golden.is_gone or golden.phone is null then false
            else consents.is_phone_granted
        end as contactable_phone,
        coalesce(golden.is_deceased, false) as is_deceased,
        coalesce(golden.is_deleted, false) as is_deleted,
        golden.birth_date,
        -- Whoever lapsed or came back did so on a day. Else a day in another month than that of the last change is of
        -- another time in the same stage.
        case
            when
                stages.lifecycle_stage in ('lapsed', 'won_back')
                or stages.lifecycle_stage_since
                between {{ month_of_number(month_number('turns.turned_on')) }} and turns.turned_on
                then stages.lifecycle_stage_since
            when stages.lifecycle_stage_since is not null then turns.turned_on
        end as lifecycle_stage_since,
        customers.first_seen_at,
        customers.last_seen_at
    from customers
    left join golden on customers.customer_id = golden.customer_id
    left join consents on customers.customer_id = consents.customer_id
    left join households on customers.household_id = households.household_id
    left join customer_value on customers.customer_id = customer_value.customer_id
    left join stages on customers.customer_id = stages.customer_id
    left join turns on customers.customer_id = turns.customer_id
)

select * from final
