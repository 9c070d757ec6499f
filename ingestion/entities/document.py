"""docs/entities.md, written from the contracts: `python -m ingestion.entities.document` renews it."""

from pathlib import Path

from ingestion.contracts import LIMITS, Column
from ingestion.entities import ENTITIES, Entity

PAGE = Path(__file__).parents[2] / "docs" / "entities.md"

INTRODUCTION = """\
# Canonical entities

Every source, whatever its system calls things, is mapped onto these shapes. The page is written from the contracts in
`ingestion/entities/` (`python -m ingestion.entities.document`); do not edit it by hand.

Besides the columns below each row carries `source`. `record_id` is unique in its source and entity and,
where it is not mapped, is made from the columns of the key. `profile_record_id` points to the source's own record of a
person; null is nobody's and stays unattributed. Times are UTC, amounts exclude tax unless they are named tax.
Upper and lower case are one in a currency and in a column that is *one of* some words: GBP and gbp, Paid and paid.
An amount is rounded to four decimals; one beyond 9,999,999,999, or a number beyond its column's *at most* (either
side of zero) or below its *at least*, is not believed and goes to the quarantine.

*required*: a row without it goes to the quarantine. *personal*: what a published BI file makes of it (email, phone,
name, street, birth_date and free_text are left out; record_id, login_id, device_id and handle are replaced by keyed
pseudonyms; a url loses its query string).
"""


def page() -> str:
    """The whole page as Markdown."""
    contents = " · ".join(f"[{name}](#{name})" for name in ENTITIES)
    return "\n".join([INTRODUCTION, contents, *(_section(entity) for entity in ENTITIES.values())]) + "\n"


def _section(entity: Entity) -> str:
    feeds = "any feed" if "any" in entity.feeds else ", ".join(entity.feeds)
    time = f" Its time is `{entity.time}`." if entity.time else ""
    key = " + ".join(f"`{column}`" for column in entity.key)
    rows = "\n".join(_row(column) for column in entity.columns)
    heading = f"\n## {entity.name}\n\n{entity.grain} From {feeds}. Its key is {key}.{time}\n"
    return f"{heading}\n| column | type | notes | meaning |\n|---|---|---|---|\n{rows}"


def _row(column: Column) -> str:
    notes = ["required"] if column.required else []
    notes += [f"personal: {column.personal}"] if column.personal else []
    notes += [f"in {column.unit}"] if column.unit else []
    notes += [f"at least {column.least:,}"] if column.least is not None else []
    notes += [f"not before `{column.not_before}`"] if column.not_before else []
    notes += [f"at most {column.limit:,}"] if column.limit != LIMITS.get(column.type) else []
    meaning = column.description
    if column.values:
        meaning = f"{meaning} One of {', '.join(column.values)}."
    cells = (f"`{column.name}`", column.type, ", ".join(notes), meaning.strip())
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
