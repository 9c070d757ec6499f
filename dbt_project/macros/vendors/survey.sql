{#- The theme of a question: the word its reference starts with (nps, works_well_1 …). -#}
{% macro survey_theme(question_ref, question_type) -%}
    case
        when {{ question_type }} = 'nps' then 'nps'
        {%- for theme in [
            'works_well', 'improve', 'feeling', 'belief', 'value', 'hope', 'image', 'need', 'tension', 'nps'
        ] %}
        when lower({{ question_ref }}) = '{{ theme }}' or starts_with(lower({{ question_ref }}), '{{ theme }}_')
            then '{{ theme }}'
        {%- endfor %}
        else 'other'
    end
{%- endmacro %}
