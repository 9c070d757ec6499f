"""Hides personal values where they are shown: one's own can be recognised, another's not learnt."""


def mask(kind: str, value: str) -> str:
    """`value` of an identifier kind as it may be shown: 'jo…@example.org' becomes 'j…@e…org'."""
    if kind == "email" and "@" in value:
        local_part, domain = value.split("@", 1)
        return f"{local_part[:1]}…@{domain[:1]}…{domain.rsplit('.', 1)[-1]}"
    if kind == "phone":  # with the digits that tell a mobile number from a landline of the same country
        return f"{value[:5]}…{value[-2:]}"
    return f"{value[:2]}…{value[-2:]}" if len(value) > 8 else "…"


def mask_words(text: str | None) -> str | None:
    """A name or an address as it may be shown: 'John Harrow' becomes 'Jo…n Ha…w'; null stays null."""
    if not text:
        return None
    return " ".join(f"{word[:2]}…{word[-1]}" if len(word) > 3 else f"{word[:1]}…" for word in text.split())
