with

ranked as (
    select * from {{ ref('int_customer_profiles_ranked') }}
),

final as (
    select
        customer_id,
        {%- for name, field in var('survivorship').fields.items() %}
        {%- for column in field.columns %}
        max(case when {{ name }}_place = 1 then {{ column }} end) as {{ column }},
        {%- endfor %}
        {%- endfor %}
        max(case when is_deceased then 1 else 0 end) = 1 as is_deceased,
        min(case when is_deleted then 1 else 0 end) = 1 as is_deleted
    from ranked
    group by customer_id
)

select * from final
