{{ union_entity([
    ref('stg_files__campaign_costs')
]) }}
