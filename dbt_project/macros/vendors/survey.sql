{#- The theme of a question: the word its reference starts with, in the singular or plural (nps, works_well_1, values_3 …). -#}
{% macro survey_theme(question_ref, question_type) -%}
    case
        when {{ question_type }} = 'nps' then 'nps'
        {%- for theme in [
            'works_well', 'improve', 'feeling', 'belief', 'value', 'hope', 'image', 'need', 'tension', 'nps'
        ] %}
        when lower({{ question_ref }}) in ('{{ theme }}', '{{ theme }}s')
            or starts_with(lower({{ question_ref }}), '{{ theme }}_')
            or starts_with(lower({{ question_ref }}), '{{ theme }}s_')
            then '{{ theme }}'
        {%- endfor %}
        else 'other'
    end
{%- endmacro %}
