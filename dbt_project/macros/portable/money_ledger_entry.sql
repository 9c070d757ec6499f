{#-
    The column list of a ledger entry, the same in every int_ledger_<family>: the columns that a family already has under
    these names, then expressions by column name; null where it has none. Keeps fourteen entry types on one shape, so that
    the union cannot drift.
-#}
{% macro ledger_entry(own_columns=[]) -%}
    {%- set text = dbt.type_string() -%}
    {%- set columns = [
        ('entry_id', text), ('source', text), ('record_id', text), ('profile_record_id', text),
        ('beneficiary_record_id', text), ('device_id', text), ('login_id', text), ('entry_type', text), ('basis', text),
        ('product_id', text), ('product_line', text), ('title', text), ('subscription_id', text), ('order_id', text),
        ('payment_id', text), ('refund_id', text), ('discount_code', text), ('sales_channel', text),
        ('is_donation', 'boolean'), ('occurred_at', 'timestamp'), ('service_start_at', 'timestamp'),
        ('service_end_at', 'timestamp'), ('pause_start_at', 'timestamp'), ('pause_end_at', 'timestamp'),
        ('issue_count', 'integer'), ('quantity', 'decimal(18, 4)'),
        ('currency', text), ('amount', 'decimal(18, 4)'), ('net_line_amount', 'decimal(18, 4)'),
        ('unearned_amount', 'decimal(18, 4)'), ('unearned_reporting_amount', 'decimal(18, 4)'),
    ] -%}
    {%- set given = kwargs.keys() | list + own_columns -%}
    {%- set unknown = given | reject('in', columns | map(attribute=0) | list) | list -%}
    {%- if unknown -%}{{ exceptions.raise_compiler_error('no such ledger column: ' ~ unknown) }}{%- endif -%}
    {%- for name, type in columns %}
        cast({{ name if name in own_columns else kwargs.get(name, 'null') }} as {{ type }}) as {{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- What the months of an entry keep of the ledger entry itself; all of it depends on entry_id alone. -#}
{% macro earned_entry_columns() -%}
    entry_id, source, profile_record_id, entry_type, product_id, product_line, is_donation, is_memo, is_undiscounted,
    currency
{%- endmacro %}


{#-
    One row per line and amount in it, as a query: list price, discount, shipping and tax, as entry_type and amount. A free
    line stays, as a list price of nothing: it is an order. `listed`: which lines have a list price and discount at all.
-#}
{% macro sale_amounts(lines, listed) -%}
    select *, 'list_price' as entry_type, list_amount as amount from {{ lines }} where {{ listed }}
    union all
    select *, 'discount', -discount_amount from {{ lines }} where {{ listed }} and discount_amount <> 0
    union all
    select *, 'shipping', shipping_amount from {{ lines }} where shipping_amount <> 0
    union all
    select *, 'tax', tax_amount from {{ lines }} where tax_amount <> 0
{%- endmacro %}
