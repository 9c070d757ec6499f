with

current_rows as (
    {{ current_rows(source('raw_files', 'subscriptions')) }}
),

-- A snapshot is the whole table: a subscription that the latest one no longer lists has ended, if it had not before.
final as (
    select
        {{ other_columns(source('raw_files', 'subscriptions'), ['status', 'end_kind', 'ended_at']) }},
        case when load_absent_since is null then status else 'ended' end as status,
        case when load_absent_since is not null and status <> 'ended' then 'absent' else end_kind end as end_kind,
        coalesce(ended_at, load_absent_since) as ended_at
    from current_rows
)

select * from final
