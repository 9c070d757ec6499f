{#-
    Whether an order took money: it sells once some came, wholly or in part, and after some went back. Orders that a
    shop writes without a status are paid.
    https://shopify.dev/docs/api/admin-rest/latest/resources/order
-#}
{% macro took_money(financial_status) -%}
    lower(coalesce({{ financial_status }}, 'paid')) in ('paid', 'partially_paid', 'partially_refunded', 'refunded')
{%- endmacro %}
