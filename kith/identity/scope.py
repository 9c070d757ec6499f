"""Scope: which records a run goes over, all of them or those of the touched neighbourhoods.

Data flow: the tables of the transformation in; temp views and tables incoming_* out, the only ones that the steps of
the engine read. What counts over all records whatever the scope (how many carry a value, say) the steps add up from
their own records and from remembered_people and remembered_values, less those that are `chosen`; a run over all
records has nothing to remember.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kith.identity.connection import Connection
from kith.identity.matching.blocking import create_candidates

PROFILE_COLUMNS = (
    *("source", "record_id", "profile_kind", "organisation_name", "created_at", "updated_at", "country_code"),
    *("email", "email_sha256", "phone", "login_id", "personal_number", "birth_date"),
    *(
        "full_name",
        "first_name",
        "middle_name",
        "last_name",
        "name_suffix",
        "address_line",
        "city",
        "postal_code",
    ),
)
"""What the engine reads of a profile; other columns may change without a record being resolved anew."""

RECORD_INPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "incoming_profiles": ("read_profiles", ("record_id",)),
    "incoming_pointers": ("intermediate.int_record_pointers", ("record_id",)),
    "incoming_memberships": ("intermediate.int_newsletter_memberships_unioned", ("profile_record_id",)),
    "incoming_parties": ("intermediate.int_subscription_parties", ("payer_record_id", "holder_record_id")),
}
"""What the engine reads of records, and the columns that name one."""

DEVICE_INPUTS: dict[str, str] = {
    "incoming_device_logins": "intermediate.int_device_logins",
    "incoming_device_clicks": "intermediate.int_device_clicks",
    "incoming_devices": "intermediate.int_devices",
}

REMEMBERED: dict[str, str] = {
    "remembered_people": (
        "record_key ubigint, source text, record_id text, country_code text, email_as_written text, email text,"
        " email_sha256 text, email_md5 text, name_key text, first_initial text, likeness ubigint,"
        " address_key text, neighbourhood ubigint"
    ),
    "remembered_values": "record_key ubigint, kind text, value text, status text",
}
"""What a run over a part needs to know of the records outside it (daily/memory.py)."""


@dataclass(frozen=True)
class Scope:
    """How the engine comes by its records, and by the pairs that matching compares.

    find_candidates: given the cap of a block. is_part: what it finds takes the place of what is known of `chosen`
    records, instead of all that is known.
    """

    lay_inputs: Callable[[Connection], None]
    find_candidates: Callable[[Connection, int], None]
    is_part: bool

    def rows(self, of_part: str) -> str:
        """SQL: the rows that this run may change, `of_part` where it goes over a part, else all."""
        return of_part if self.is_part else "true"


def lay_profiles(connection: Connection) -> None:
    """Create view read_profiles: all profiles, with the columns that the engine reads and no others."""
    columns = ", ".join(PROFILE_COLUMNS)
    _lay_view(connection, "read_profiles", f"(select {columns} from intermediate.int_profiles_unioned)")


def lay_everything(connection: Connection) -> None:
    """Have the engine read every record and device."""
    lay_profiles(connection)
    for name, (table, _) in RECORD_INPUTS.items():
        _lay_view(connection, name, table)
    for name, table in DEVICE_INPUTS.items():
        _lay_view(connection, name, table)
    for name, columns in REMEMBERED.items():
        connection.execute(f"create or replace temp table no_{name} ({columns})")
        _lay_view(connection, name, f"no_{name}")
    connection.execute("create or replace temp table chosen (record_key ubigint)")
    _lay_outside(connection)


def lay_chosen(connection: Connection) -> None:
    """Have the engine read the records of temp table `chosen` (record_key) and the devices of `chosen_devices`."""
    for name, (table, columns) in RECORD_INPUTS.items():
        is_chosen = " or ".join(
            f"record_key(source, {column}) in (select record_key from chosen)" for column in columns
        )
        _lay_part(connection, name, table, is_chosen)
    for name, table in DEVICE_INPUTS.items():
        _lay_part(
            connection,
            name,
            table,
            "record_key(source, device_id) in (select device_key from chosen_devices)",
        )
    for name in REMEMBERED:
        _lay_view(connection, name, f"identity_memory.{name.removeprefix('remembered_')}")
    _lay_outside(connection)


def _lay_part(connection: Connection, name: str, table: str, is_chosen: str) -> None:
    connection.execute(f"create or replace temp table part_{name} as from {table} where {is_chosen}")
    _lay_view(connection, name, f"part_{name}")


def _lay_view(connection: Connection, name: str, table: str) -> None:
    connection.execute(f"create or replace temp view {name} as from {table}")


def _lay_outside(connection: Connection) -> None:
    _lay_view(connection, "outside_people", "remembered_people anti join chosen using (record_key)")


EVERYTHING = Scope(lay_everything, create_candidates, is_part=False)
