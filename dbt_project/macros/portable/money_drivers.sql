{#- The components of a customer's contribution of the last 12 months, columns of int_customer_value by what readers call them. -#}
{% macro value_drivers() -%}
    {{ return({
        'channel commission': 'channel_commission_12m', 'cost of goods': 'cost_of_goods_12m',
        'discounts': 'discount_amount_12m', 'fulfilment': 'fulfilment_cost_12m', 'list sales': 'list_amount_12m',
        'payment fees': 'payment_fees_12m', 'refunds': 'refund_amount_12m', 'service': 'service_cost_12m',
        'shipping': 'shipping_amount_12m', 'support': 'support_cost_12m',
    }) }}
{%- endmacro %}


{#- The median of every component over a group, as <column>_median. -#}
{% macro driver_medians() -%}
    {%- for column in value_drivers().values() -%}
        percentile_disc(0.5) within group (order by {{ column }} asc nulls last) as {{ column }}_median
        {{- ',\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The medians themselves, and how far a customer's components are from them, as <column>_distance. -#}
{% macro driver_distances(customer, medians) -%}
    {%- for column in value_drivers().values() -%}
        {{ medians }}.{{ column }}_median,
        abs({{ customer }}.{{ column }} - {{ medians }}.{{ column }}_median) as {{ column }}_distance
        {{- ',\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- The greatest distance of a component from its median; `but_for`: a column that names the one to leave out. -#}
{% macro furthest(but_for=none) -%}
    greatest(
        {%- for driver, column in value_drivers().items() %}
        {% if but_for %}case when {{ but_for }} = '{{ driver }}' then 0 else {{ column }}_distance end
        {%- else %}{{ column }}_distance{% endif %}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#- The name of the component at a distance, of several the first by name; null at distance 0. -#}
{% macro driver_at(distance, but_for=none) -%}
    case
        when {{ distance }} = 0 then null
        {%- for driver, column in value_drivers() | dictsort %}
        when {{ column }}_distance = {{ distance }}{% if but_for %} and {{ but_for }} <> '{{ driver }}'{% endif %} then '{{ driver }}'
        {%- endfor %}
    end
{%- endmacro %}


{#- A component by name, what it is of this customer and what its tier's median is. -#}
{% macro driver_text(driver) -%}
    {{ driver }} || ' ' || case {{ driver }}
        {%- for name, column in value_drivers().items() %}
        when '{{ name }}'
            then {{ cents_text(column) }} || ' (tier median ' || {{ cents_text(column ~ '_median') }} || ')'
        {%- endfor %}
    end
{%- endmacro %}
