{{ union_entity([
    ref('stg_files__payment_lines'),
    ref('stg_stripe__payment_lines')
]) }}
