{{ union_entity([
    ref('stg_files__order_lines')
]) }}
