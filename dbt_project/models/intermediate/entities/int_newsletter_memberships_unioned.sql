{{ union_entity([
    ref('stg_files__newsletter_memberships'),
    ref('stg_mailchimp__memberships')
]) }}
