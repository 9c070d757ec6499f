with

current_rows as (
    {{ current_rows(source('raw_files', 'subscriptions')) }}
),

-- A snapshot is the whole table: a subscription that its latest snapshot no longer lists has ended, unless it said so before.
final as (
    select
        {{ other_columns(source('raw_files', 'subscriptions'), ['status', 'end_kind', 'ended_at']) }},
        case when load_absent_since is null then status else 'ended' end as status,
        case
            when load_absent_since is not null and (status <> 'ended' or end_kind is null) then 'absent'
            else end_kind
        end as end_kind,
        case
            when load_absent_since is not null and (status <> 'ended' or ended_at is null) then load_absent_since
            else ended_at
        end as ended_at
    from current_rows
)

select * from final
