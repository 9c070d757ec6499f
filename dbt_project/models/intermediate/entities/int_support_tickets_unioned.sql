{{ union_entity([
    ref('stg_files__support_tickets'),
    ref('stg_zendesk__support_tickets')
]) }}
