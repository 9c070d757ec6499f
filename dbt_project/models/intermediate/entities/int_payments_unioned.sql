{{ union_entity([
    ref('stg_files__payments'),
    ref('stg_stripe__payments')
]) }}
