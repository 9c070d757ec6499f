{#- The survivorship rules of dbt_project.yml, as SQL. Place 1 = the record whose values of a field stand. -#}

{#- How much of a field a record fills: columns that have a value, less half for a first name that is an initial. -#}
{% macro field_completeness(field) -%}
    (
        {%- for column in field.columns %}
        case when {{ column }} is not null then 2 else 0 end
        {%- if not loop.last %} +{% endif %}
        {%- endfor %}
        {%- if 'first_name' in field.columns %}
        - case when length(replace(first_name, '.', '')) = 1 then 1 else 0 end
        {%- endif %}
    )
{%- endmacro %}


{#- The rank of a record among its customer's for one field; records without any of its columns come last. -#}
{% macro field_place(name, field) -%}
    row_number() over (
        partition by customer_id
        order by
            case when coalesce({{ filled_texts(field.columns) }}) is not null then 0 else 1 end asc nulls last,
            {%- for criterion in field.order %}
            {%- if criterion == 'usable' %}
            case when address_status = 'gone_away' then 1 else 0 end asc nulls last,
            {%- elif criterion == 'trust' %}
            trust_rank asc nulls last,
            {%- elif criterion == 'recency' %}
            observed_at desc nulls last,
            {%- elif criterion == 'completeness' %}
            {{ field_completeness(field) }} desc nulls last,
            {%- else %}
            {{ exceptions.raise_compiler_error('survivorship: ' ~ name ~ ' is ordered by ' ~ criterion
                ~ ', but only usable, trust, recency and completeness exist') }}
            {%- endif %}
            {%- endfor %}
            source asc nulls last,
            record_id asc nulls last
    )
{%- endmacro %}


{#- Columns of any type as texts, for coalesce. -#}
{% macro filled_texts(columns) -%}
    {%- for column in columns -%}
    cast({{ column }} as {{ dbt.type_string() }}){{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- Rank of a source in the list of trust: by its name, else by its feed; what is not listed comes last. -#}
{% macro trust_rank(source, feed) -%}
    case
        {%- for trusted in var('survivorship').trust %}
        when {{ source }} = '{{ trusted }}' then {{ loop.index }}
        {%- endfor %}
        {%- for trusted in var('survivorship').trust %}
        when {{ feed }} = '{{ trusted }}' then {{ loop.index }}
        {%- endfor %}
        else 99
    end
{%- endmacro %}


{#- The rank of a record for every field of the rules, as <field>_place. -#}
{% macro field_places() -%}
    {%- for name, field in var('survivorship').fields.items() -%}
    {{ field_place(name, field) }} as {{ name }}_place{{ ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
