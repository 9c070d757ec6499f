-- One row per e-mail address as written (lower case) with its canonical form.
-- Only a provider's own rule may drop dots or tags: at other hosts two such addresses can be two people.

create or replace temp table canonical_emails as
with written as (
    select distinct email_as_written from records where email_as_written is not null
    union
    select email_as_written from outside_emails
),

split as (
    select
        email_as_written,
        split_part(email_as_written, '@', 1) as local_part,
        -- one domain, whether its letters are spelt or encoded
        coalesce(readable_domains.readable, split_part(email_as_written, '@', 2)) as domain
    from written
    left join readable_domains on readable_domains.domain = split_part(email_as_written, '@', 2)
),

ruled as (
    select
        split.*,
        coalesce(email_providers.canonical_domain, split.domain) as canonical_domain,
        case when email_providers.tag_separator is not null
            then split_part(split.local_part, email_providers.tag_separator, 1) else split.local_part end as untagged,
        coalesce(email_providers.drops_dots, false) as drops_dots
    from split
    left join email_providers on email_providers.domain = split.domain
)

select
    email_as_written,
    coalesce(nullif(case when drops_dots then replace(untagged, '.', '') else untagged end, ''), local_part)
    || '@' || canonical_domain as email,
    split_part(local_part, '+', 1) in (select value from placeholders where kind = 'email_local')
    or domain in (select value from placeholders where kind = 'email_domain')
    or email_as_written in (select value from placeholders where kind = 'email') as is_placeholder,
    -- a tag makes no person of it, whatever the provider
    split_part(untagged, '+', 1) in (select role_mailboxes.local_part from role_mailboxes) as is_role
from ruled;
