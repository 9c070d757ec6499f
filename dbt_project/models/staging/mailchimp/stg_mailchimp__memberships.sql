-- One row per member of a Mailchimp list, as a membership of a newsletter. Cleaned and archived are the sender's doing,
-- no opt-out.
with

members as (
    {{ current_rows(source('raw_mailchimp', 'members')) }}
),

lists as (
    {{ current_rows(source('raw_mailchimp', 'lists')) }}
),

final as (
    select
        members.source,
        members.list_id || ':' || members.list_id || ':' || members.id as record_id,
        members.list_id,
        lists.name as list_name,
        members.list_id || ':' || members.id as profile_record_id,
        members.unique_email_id as email_click_id,
        members.status,
        case
            when members.status not in ('pending', 'transactional')
                then coalesce(members.timestamp_opt, members.timestamp_signup)
        end as opted_in_at,
        {{ opt_in_proof('members.ip_opt', 'members.timestamp_opt') }} as opt_in_proof,
        case when members.status = 'unsubscribed' then members.last_changed end as opted_out_at,
        members.last_changed as updated_at,
        members.loaded_at
    from members
    left join lists
        on members.source = lists.source and members.list_id = lists.id
)

select * from final
