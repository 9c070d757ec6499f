{{ union_entity([
    ref('stg_files__newsletter_events'),
    ref('stg_mailchimp__newsletter_events')
]) }}
