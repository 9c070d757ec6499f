"""Writes Mailchimp's objects: lists, members, campaigns, and for each campaign who opened and clicked.

Data flow: members, campaigns and sends of a chunk -> landing/mailchimp/. Lists and campaigns come as the API's
envelopes, members and e-mail activity as one object a line. A member's id is md5(lower(e-mail)).
"""

from __future__ import annotations

import duckdb

from kith.demo.catalogue import SECTIONS
from kith.demo.landing import Landing
from kith.demo.world import SITE

FOLDER = "landing/mailchimp"
LISTS = f"""
select '{FOLDER}/lists.json' as file, position, to_json({{
    'id': list_id, 'web_id': 380000 + position, 'name': list_name,
        'date_created': iso_offset(first_second() - 86400 * 700),
    'double_optin': true, 'contact': {{'company': 'Tidewater Publishing', 'country': 'GB'}},
    'campaign_defaults': {{'from_name': 'Tidewater', 'from_email': 'letters@example.org', 'subject': '',
        'language': 'en'}}}})::text as line
from letters
"""
CAMPAIGNS = f"""
select '{FOLDER}/campaigns.json' as file, sent_at, campaign_id, to_json({{
    'id': campaign_id, 'type': 'regular', 'status': 'sent', 'create_time': iso_offset(sent_at - 86400),
    'send_time': iso_offset(sent_at), 'recipients': {{'list_id': list_id, 'list_name': list_name}},
    'settings': {{'subject_line': subject, 'title': subject, 'folder_id':
        case when position = 4 then 'promotional' else 'editorial' end}}}})::text as line
from campaigns
"""
# A member who has left is exported twice: as he was when he joined, and as he is since he left.
MEMBERS = f"""
with versions as (
    select members.*, opted_in as changed, 'subscribed' as status_then from members
    union all
    select members.*, opted_out as changed, status as status_then from members where opted_out is not null
)
select '{FOLDER}/members_' || file_month(changed) || '.jsonl' as file, versions.list_id, member_id, changed, to_json({{
    'id': member_id, 'email_address': profiles.email, 'unique_email_id': unique_email_id, 'email_type': 'html',
    'full_name': profiles.first_name || ' ' || profiles.last_name, 'status': status_then,
    'unsubscribe_reason': case status_then when 'unsubscribed' then 'N/A (Unsubscribed by admin)' end,
    'merge_fields': {{'FNAME': profiles.first_name, 'LNAME': profiles.last_name, 'PHONE': coalesce(profiles.phone,
        '')}},
    'ip_signup': '', 'timestamp_signup': iso_offset(opted_in - 600), 'ip_opt': '192.0.2.'
        || (abs(versions.person_number) % 250),
    'timestamp_opt': iso_offset(opted_in), 'member_rating': 3, 'last_changed': iso_offset(changed), 'language': 'en',
    'vip': false, 'location': {{'country_code': profiles.country}}, 'list_id': versions.list_id}})::text as line
from versions join profiles on profiles.source = 'mailchimp' and profiles.record_id = versions.list_id || ':'
    || member_id
"""
_SECTION_LIST = ", ".join(f"'{section}'" for section in SECTIONS)
ACTIVITY = f"""
select '{FOLDER}/email_activity_' || file_month(sent_at) || '.jsonl' as file, campaign_id, member_id, to_json({{
    'campaign_id': campaign_id, 'list_id': list_id, 'list_is_active': true, 'email_id': member_id,
    'email_address': address, 'activity': case
        when clicks then [
            {{'action': 'open', 'timestamp': iso_offset(opened_at), 'url': null, 'ip': '192.0.2.1'}},
            {{'action': 'click', 'timestamp': iso_offset(opened_at + 40), 'url': '{SITE}/' || [{_SECTION_LIST}][
                1 + abs(person_number) % {len(SECTIONS)}], 'ip': '192.0.2.1'}}]
        when opens then [{{'action': 'open', 'timestamp': iso_offset(opened_at), 'url': null, 'ip': '192.0.2.1'}}]
        else [] end}})::text as line
from sends
"""


def write_mailchimp_catalogue(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes lists and campaigns; once a world."""
    landing.lines(connection, LISTS, "position", '{"lists":[', '],"total_items":4}\n')
    count = connection.execute("select count(*) from campaigns").fetchall()[0][0]
    landing.lines(
        connection, CAMPAIGNS, "sent_at, campaign_id", '{"campaigns":[', f'],"total_items":{count}}}\n'
    )


def write_mailchimp(connection: duckdb.DuckDBPyConnection, landing: Landing) -> None:
    """Writes members and activity of the people of one chunk."""
    landing.lines(connection, MEMBERS, "list_id, member_id, changed")
    landing.lines(connection, ACTIVITY, "campaign_id, member_id")
