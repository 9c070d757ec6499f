"""Hides personal values where they are shown: one's own can be recognised, another's not learnt."""


def mask(kind: str, value: str) -> str:
    """`value` of an identifier kind as it may be shown: 'jo…@example.org' becomes 'j…@e…org'."""
    if kind == "email" and "@" in value:
        local_part, domain = value.split("@", 1)
        return f"{local_part[:1]}…@{domain[:1]}…{domain.rsplit('.', 1)[-1]}"
    if kind == "phone":
        return f"{value[:3]}…{value[-2:]}"
    return f"{value[:2]}…{value[-2:]}" if len(value) > 8 else "…"
