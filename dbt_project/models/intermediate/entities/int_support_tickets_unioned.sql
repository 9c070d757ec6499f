{{ union_entity([
    ref('stg_files__support_tickets')
]) }}
