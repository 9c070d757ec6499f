{{ union_entity([
    ref('stg_files__aggregate_sales')
]) }}
