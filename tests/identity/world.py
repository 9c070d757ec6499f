"""Hand-made intermediate tables: as much of the transformation as identity reads, a line a record."""

from __future__ import annotations

import copy
import hashlib
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow

from kith.identity import IdentityReport, resolve
from kith.identity.settings import IdentitySettings

SECRET = b"a test secret that is long enough"
RAN_AT = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)

PROFILE_COLUMNS: dict[str, str] = {
    "source": "text",
    "record_id": "text",
    "profile_kind": "text",
    "email": "text",
    "email_sha256": "text",
    "phone": "text",
    "login_id": "text",
    "full_name": "text",
    "first_name": "text",
    "middle_name": "text",
    "last_name": "text",
    "name_suffix": "text",
    "organisation_name": "text",
    "birth_date": "date",
    "personal_number": "text",
    "address_line": "text",
    "city": "text",
    "postal_code": "text",
    "country_code": "text",
    "created_at": "timestamp",
    "updated_at": "timestamp",
}
OTHER_TABLES: dict[str, dict[str, str]] = {
    "intermediate.int_record_pointers": {
        "source": "text",
        "record_id": "text",
        "first_seen_at": "timestamp",
        "last_seen_at": "timestamp",
        "is_described": "boolean",
    },
    "intermediate.int_device_logins": {
        "source": "text",
        "login_namespace": "text",
        "device_id": "text",
        "login_id": "text",
        "first_seen_at": "timestamp",
        "last_seen_at": "timestamp",
        "event_count": "bigint",
    },
    "intermediate.int_device_clicks": {
        "source": "text",
        "device_id": "text",
        "email_click_id": "text",
        "first_seen_at": "timestamp",
        "last_seen_at": "timestamp",
    },
    "intermediate.int_devices": {
        "source": "text",
        "device_id": "text",
        "first_seen_at": "timestamp",
        "last_seen_at": "timestamp",
    },
    "intermediate.int_newsletter_memberships_unioned": {
        "source": "text",
        "list_id": "text",
        "profile_record_id": "text",
        "email_click_id": "text",
    },
    "intermediate.int_subscription_parties": {
        "source": "text",
        "subscription_id": "text",
        "payer_record_id": "text",
        "holder_record_id": "text",
    },
    "staging.stg_ops__sources": {
        "source": "text",
        "feed": "text",
        "connector": "text",
        "login_namespace": "text",
    },
}


def day(number: int) -> datetime:
    """A time in 2025, `number` days in; tests name days, not dates."""
    return datetime(2025, 1, 1, 12, 0) + timedelta(days=number)


@dataclass
class World:
    """Rows of the intermediate tables; `resolve` writes them to a fresh warehouse and runs identity on it."""

    folder: Path
    profiles: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {table: [] for table in OTHER_TABLES}
    )

    @property
    def warehouse(self) -> Path:
        """Path of the private warehouse."""
        return self.folder / "warehouse.duckdb"

    @property
    def state(self) -> Path:
        """The home's state folder."""
        return self.folder / "state"

    def person(self, source: str, record_id: str, **values: Any) -> None:
        """Add a profiles row; created on day 1 unless said otherwise, in Britain unless said otherwise."""
        row: dict[str, Any] = {"created_at": day(1), "country_code": "GB", **values}
        unknown = set(row) - set(PROFILE_COLUMNS)
        assert not unknown, f"no such profile column: {unknown}"
        self.profiles.append({"source": source, "record_id": record_id, **row})

    def add(self, table: str, **values: Any) -> None:
        """Add a row to any other input table, by its name without schema."""
        schema = "staging" if table.startswith("stg_") else "intermediate"
        self.rows[f"{schema}.{table}"].append(values)

    def hashed(self, address: str) -> str:
        """SHA-256 of an e-mail address, as somebody else's list holds it."""
        return hashlib.sha256(address.encode()).hexdigest()

    def pointed(self, source: str, record_id: str, seen: datetime | None = None) -> None:
        """Add a fact that points to a record."""
        self.add("int_record_pointers", source=source, record_id=record_id, first_seen_at=seen or day(2))

    def login(
        self, device: str, login_id: str, seen: datetime | None = None, namespace: str | None = None
    ) -> None:
        """A login seen on a device of source ga4."""
        self._seen_on(
            device, "int_device_logins", seen, login_namespace=namespace, login_id=login_id, event_count=1
        )

    def click(self, device: str, click_id: str, seen: datetime | None = None) -> None:
        """A newsletter click seen on a device of source ga4."""
        self._seen_on(device, "int_device_clicks", seen, email_click_id=click_id)

    def _seen_on(self, device: str, table: str, seen: datetime | None, **values: Any) -> None:
        when = seen or day(5)
        self.add(table, source="ga4", device_id=device, first_seen_at=when, last_seen_at=when, **values)

    def member(self, record_id: str, click_id: str, source: str = "mailchimp") -> None:
        """A newsletter membership whose links carry `click_id`."""
        self.add(
            "int_newsletter_memberships_unioned",
            source=source,
            list_id=record_id.split(":")[0],
            profile_record_id=record_id,
            email_click_id=click_id,
        )

    def parties(self, payer: str, holder: str, source: str = "bureau") -> None:
        """A subscription that `payer` pays and `holder` receives."""
        self.add(
            "int_subscription_parties",
            source=source,
            subscription_id=f"{payer}-{holder}",
            payer_record_id=payer,
            holder_record_id=holder,
        )

    def build(self) -> None:
        """Write the input tables into a fresh warehouse."""
        self.warehouse.unlink(missing_ok=True)
        with duckdb.connect(str(self.warehouse)) as connection:
            connection.execute("create schema intermediate; create schema staging")
            write_table(connection, "intermediate.int_profiles_unioned", PROFILE_COLUMNS, self.profiles)
            for table, columns in OTHER_TABLES.items():
                write_table(connection, table, columns, self.rows[table])

    def resolve(
        self,
        run_id: str = "run-1",
        ran_at: datetime = RAN_AT,
        secret: bytes = SECRET,
        settings: IdentitySettings | None = None,
    ) -> IdentityReport:
        """Build the warehouse and run identity over it."""
        self.build()
        return resolve(self.warehouse, self.state, secret, run_id, ran_at, settings)

    def copied(self, folder: Path) -> World:
        """This world in another folder, for a test that changes what others read."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return World(folder, copy.deepcopy(self.profiles), copy.deepcopy(self.rows))

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a query on the warehouse."""
        with duckdb.connect(str(self.warehouse)) as connection:
            return connection.execute(statement).fetchall()

    def customers(self) -> dict[str, str]:
        """'source:record_id' of every profile record → customer_id."""
        return {
            f"{source}:{record_id}": customer_id
            for source, record_id, customer_id in self.query(
                "select source, record_id, customer_id from identity.record_customers"
                " where entity = 'profiles'"
            )
        }

    def groups(self) -> set[frozenset[str]]:
        """The records of each customer, as sets of 'source:record_id'."""
        found: dict[str, set[str]] = {}
        for record, customer in self.customers().items():
            found.setdefault(customer, set()).add(record)
        return {frozenset(records) for records in found.values()}

    def are_one(self, *records: str) -> bool:
        """Whether all these records ('source:record_id') belong to one customer."""
        known = self.customers()
        return len({known[record] for record in records}) == 1

    def device(self, device: str) -> tuple[str | None, str, bool]:
        """Owner, rule and is_shared of a device of source ga4."""
        ((owner, rule, is_shared),) = self.query(
            f"select customer_id, rule, is_shared from identity.devices where device_id = '{device}'"
        )
        return owner, rule, is_shared


def write_table(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], rows: list[dict[str, Any]]
) -> None:
    """Create `table` with `columns` (name → type) and the given rows; what a row leaves out is null."""
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    connection.execute(f"create table {table} ({declared})")
    if rows:
        texts = {
            name: [None if row.get(name) is None else str(row[name]) for row in rows] for name in columns
        }
        values = pyarrow.table(
            {name: pyarrow.array(column, pyarrow.string()) for name, column in texts.items()}
        )
        connection.register("hand_made", values)
        connection.execute(f"insert into {table} select * from hand_made")
        connection.unregister("hand_made")


def born(text: str) -> date:
    """A date from YYYY-MM-DD."""
    return date.fromisoformat(text)
