"""Files of 10M rows, of which some cannot be cast and some repeat another, and the feeds.yml that maps them."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

ROWS = 10_000_000
BAD_ROWS = 1_000
REPEATED_ROWS = 1_000

NUMBERED = f"""
    select position, if(position < {ROWS - REPEATED_ROWS}, position, position - {ROWS // 2}) as line,
        position % {ROWS // BAD_ROWS} = 7 as is_bad
    from range({ROWS}) as positions(position)
"""
"""A row number for each row: the last thousand are those of rows in the middle."""


@dataclass(frozen=True)
class World:
    """A file and what feeds.yml says of it; `columns` is SQL over NUMBERED."""

    name: str
    columns: str
    feeds: str

    def write(self, path: Path) -> None:
        """Write the file."""
        duckdb.sql(f"copy (select {self.columns} from ({NUMBERED})) to '{path}' (header)")


NEWSLETTER_EVENTS = World(
    "newsletter events",
    columns="""
        left(md5('event ' || line), 24) as event_id,
        md5('reader ' || hash(line) % 500_000) as reader,
        left(md5('campaign ' || line // 20_000), 10) as campaign,
        ['send', 'open', 'click', 'bounce'][1 + cast(hash(line, 3) % 4 as integer)] as action,
        if(is_bad, 'oops', strftime(timestamp '2024-01-01' + to_seconds(line), '%Y-%m-%dT%H:%M:%SZ')) as occurred_at
    """,
    feeds="""\
as_of: 2026-06-30
sources:
  - name: letters
    feed: newsletters
    connector: files
    files:
      - path: landing/lines.csv
        entity: newsletter_events
        columns:
          event_id: event_id
          profile_record_id: reader
          campaign_id: campaign
          event_type: action
          occurred_at: occurred_at
""",
)

ORDER_LINES = World(
    "order lines",
    columns="""
        'o' || (line // 3) as "order",
        line,
        strftime(timestamp '2024-01-01' + to_seconds(line), '%Y-%m-%d %H:%M:%S') as sold_at,
        'p' || (line % 5_000) as product,
        if(is_bad, 'oops', printf('%.2f', (line % 10_000) / 100)) as amount
    """,
    feeds="""\
as_of: 2026-06-30
sources:
  - name: shop
    feed: merchandise
    connector: files
    files:
      - path: landing/lines.csv
        entity: order_lines
        columns:
          order_id: order
          record_id: line
          ordered_at: sold_at
          quantity: "'1'"
          product_id: product
          line_amount: amount
          currency: "'EUR'"
""",
)

WORLDS = (NEWSLETTER_EVENTS, ORDER_LINES)
