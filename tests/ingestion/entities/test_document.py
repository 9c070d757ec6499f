"""The page of the canonical entities says what the contracts say."""

from ingestion.entities import ENTITIES
from ingestion.entities.document import PAGE, page


def test_page_is_what_the_contracts_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "renew it: python -m ingestion.entities.document"


def test_page_names_every_column_with_its_meaning() -> None:
    text = page()
    for entity in ENTITIES.values():
        section = text.split(f"\n## {entity.name}\n")[1].split("\n## ")[0]
        for column in entity.columns:
            assert f"| `{column.name}` | {column.type} |" in section
            assert column.description, f"{entity.name}.{column.name} has no description"
