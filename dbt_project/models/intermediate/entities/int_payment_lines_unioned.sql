{{ union_entity([
    ref('stg_files__payment_lines')
]) }}
