{{ union_entity([
    ref('stg_files__order_lines'),
    ref('stg_shopify__order_lines')
]) }}
