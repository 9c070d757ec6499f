{%- set golden = [] %}
{%- for name, field in var('survivorship').fields.items() %}
{%- for column in field.columns %}
{%- do golden.append((name, column, field.order)) %}
{%- endfor %}
{%- endfor %}
with

ranked as (
    select * from {{ ref('int_customer_profiles_ranked') }}
),

candidates as (
    {%- for name, column, order in golden %}
    select
        customer_id,
        '{{ column }}' as field,
        '{{ order | join(", then ") }}' as rule,
        source,
        record_id,
        observed_at,
        cast({{ column }} as {{ dbt.type_string() }}) as value,
        {{ name }}_place as place
    from ranked
    where {{ column }} is not null
    {%- if not loop.last %}

    union all
    {% endif %}
    {%- endfor %}
),

winners as (
    select * from candidates
    where place = 1
),

losers as (
    select
        candidates.customer_id,
        candidates.field,
        candidates.value,
        min(candidates.place) as place,
        min(candidates.source) as source
    from candidates
    inner join winners
        on candidates.customer_id = winners.customer_id
        and candidates.field = winners.field
        and candidates.value <> winners.value
    group by candidates.customer_id, candidates.field, candidates.value
),

losing as (
    select
        customer_id,
        field,
        {{ string_list("concat(source, ': ', value)", ' | ', 'place') }} as losing_values
    from losers
    group by customer_id, field
),

final as (
    select
        winners.customer_id,
        winners.field,
        winners.value,
        winners.source,
        winners.record_id,
        winners.rule,
        winners.observed_at,
        losing.losing_values
    from winners
    left join losing
        on winners.customer_id = losing.customer_id and winners.field = losing.field
)

select * from final
