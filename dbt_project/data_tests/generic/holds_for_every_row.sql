{#- An expression is true, or null, on every row: one test for all of a model's simple rules. -#}
{% test holds_for_every_row(model, expression) %}
select *
from {{ model }}
where not ({{ expression }})
{% endtest %}
