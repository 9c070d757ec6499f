-- One row per Mailchimp list, as the newsletter that it is.
with

lists as (
    {{ current_rows(source('raw_mailchimp', 'lists')) }}
),

final as (
    select
        source,
        id as record_id,
        id as product_id,
        name,
        'newsletters' as product_line,
        'newsletter' as product_kind,
        {{ filled('contact_company') }} as brand,
        date_created as sold_from,
        loaded_at
    from lists
)

select * from final
