{{ union_entity([
    ref('stg_files__social_interactions')
]) }}
