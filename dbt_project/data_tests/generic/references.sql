{#-
    Every value points to a row of another model. One test for several columns that point to the same place,
    because each dbt node costs a fixed time in every run.
-#}
{% test references(model, columns, to, field) %}
{%- for column in columns %}
select
    '{{ column }}' as referring_column,
    cast(referring.{{ column }} as varchar(500)) as missing_value
from {{ model }} as referring
left join {{ to }} as referred on referring.{{ column }} = referred.{{ field }}
where referring.{{ column }} is not null and referred.{{ field }} is null
{%- if not loop.last %}
union all
{% endif %}
{%- endfor %}
{% endtest %}
