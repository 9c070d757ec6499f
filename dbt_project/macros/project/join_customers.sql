{#-
    The customer of each row, from the records that identity has resolved: joined on last, under the source's own key,
    so that a merge or an unmerge changes no row of an earlier model.
    relation: has `source`. by: expression for the record id. alias: name under which customer_id and customer_number are read.
-#}
{% macro left_join_customers(relation, by='', alias='customer_records') -%}
    left {{ join_customers(relation, by, alias) }}
{%- endmacro %}


{#- The same, for the rows only that are somebody's. -#}
{% macro inner_join_customers(relation, by='', alias='customer_records') -%}
    inner {{ join_customers(relation, by, alias) }}
{%- endmacro %}


{% macro join_customers(relation, by, alias) -%}
    join {{ ref('int_customer_records') }} as {{ alias }}
        on {{ relation }}.source = {{ alias }}.source
        and {{ by or relation ~ '.profile_record_id' }} = {{ alias }}.record_id
{%- endmacro %}
