"""Explains why two records are not one person: who decided so, the guard that stopped a link, or what is missing.

Data flow: schema identity, two records of different customers and the decisions in force in, an `Explanation` out.
Values are masked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from kith.identity.decisions import Decision
from kith.identity.explain_decisions import WITHDRAWN, decided_between, with_companions
from kith.identity.explanation import Explanation
from kith.identity.guards.likely import COMPONENT_SIZE
from kith.identity.guards.pairs import AMBIGUOUS, BRIDGE, FULL_NAME, NEVER, SENTENCES
from kith.identity.lookup import Record
from kith.identity.masking import mask
from kith.identity.waterfall import Waterfall, level_words

STATUS_SENTENCES = {
    "role": "is a role mailbox",
    "hub": "is shared by too many people",
    "placeholder": "is a placeholder",
}
KIND_WORDS = {
    "email": "e-mail address",
    "email_sha256": "hash of an e-mail address",
    "email_md5": "hash of an e-mail address",
    "phone": "phone number",
    "newsletter_click": "newsletter link",
}
WORTH_SAYING = 0.5
"""Bits; a field that says less against two records is not what keeps them apart."""
TWO_NAMES_ALIKE = "their first names, though {}, count as two: one household, not one person"
"""Of a guard that goes by what a name is (a known one, a man's or a woman's), where the letters are weighed alike."""
ALIKE_LEVELS = ("one_slip", "similar")
CHAINED = {
    AMBIGUOUS: "anything that speaks for one of the two people whom it fits, and not for the other",
    BRIDGE: "that all whom the link would chain were one person",
    COMPONENT_SIZE: "that the link chained fewer records",
}
"""What is missing where the likeness is enough and other records stand against it: no field of the two."""
OTHER_LINKS = "other links stand against it"
SHARED_DEVICE = "the device is used by several people: it belongs to none of them"


def explain_apart(
    connection: duckdb.DuckDBPyConnection,
    ones: list[Record],
    others: list[Record],
    decisions: Sequence[Decision] | None = None,
) -> Explanation:
    """What keeps the first of `ones` and the first of `others` apart; reads the view explained_edges.

    Where people decided that the two are two, guards and likeness are left out: it is not they that count. Where they
    decided since the last run that the two are one, what keeps them apart until the next stands beside it.
    """
    one, other = ones[0], others[0]
    households = {
        household
        for (household,) in connection.execute(
            "select household_id from identity.customers where customer_id in ($one, $other)",
            {"one": one.customer_id, "other": other.customer_id},
        ).fetchall()
    }
    likeliest = _likeliest(connection, one, other)
    waterfall = likeliest.waterfall if likeliest else None
    names = with_companions(connection, ones), with_companions(connection, others)
    kept_apart = decided_between(decisions or (), "never", *names)
    to_join = decided_between(decisions or (), "always", *names)
    guards = [
        *_stopped(connection, one, other, waterfall),
        *([likeliest.sentence] if likeliest else []),
        *_worthless(connection, one, other),
    ]
    pending = to_join.pending("two people")
    of_today = guards if pending else _without_withdrawn(guards, decisions)
    reasons = kept_apart.sentences() or of_today or _missing(connection, one, other)
    return Explanation(
        (one.label, other.label),
        (one.customer_id, other.customer_id),
        False,
        len(households) == 1 and None not in households,
        reasons=list(dict.fromkeys([*pending, *reasons])),
        waterfall=waterfall,
        compared=likeliest.records if likeliest else None,
        changes=[*to_join.way_back(), *kept_apart.way_back()] or _to_join(one, other, likeliest),
    )


def _without_withdrawn(guards: list[str], decisions: Sequence[Decision] | None) -> list[str]:
    """The guards' sentences, without a decision that the last run went by and that is in force no longer."""
    standing = [sentence for sentence in guards if SENTENCES[NEVER] not in sentence]
    return guards if decisions is None or standing == guards else [WITHDRAWN, *standing]


def why_apart(guard: str | None, waterfall: Waterfall | None) -> str:
    """The guard's sentence, in agreement with what the fields of the likeliest two records say."""
    level = waterfall.level_of("first_name") if waterfall and guard == FULL_NAME else None
    if level in ALIKE_LEVELS:
        return TWO_NAMES_ALIKE.format(level_words(level))
    return SENTENCES.get(guard or "", OTHER_LINKS)


def _to_join(one: Record, other: Record, likeliest: "_Likeliest | None") -> list[str]:
    """What would join the two."""
    wanted = "a login, an e-mail address or a phone number that both have and no guard stands against"
    return [
        f"What would join them: {wanted}{likeliest.or_else() if likeliest else ''}.",
        f'If you know better: `kith identity merge {one.customer_id} {other.customer_id} --why "…"`.',
    ]


@dataclass(frozen=True)
class _Likeliest:
    """The likeliest pair of two customers' records that was not joined, and the guard that stopped it."""

    records: tuple[str, str]
    guard: str | None
    waterfall: Waterfall

    @property
    def sentence(self) -> str:
        one, other = self.records
        why = why_apart(self.guard, self.waterfall)
        return f"{one} and {other} are {self.waterfall.probability:.2%} likely one person's, but {why}."

    def or_else(self) -> str:
        """What beside a shared value would join them."""
        if self.guard in CHAINED:
            return f"; or {CHAINED[self.guard]}"
        against = [step.words for step in self.waterfall.steps if step.bits < -WORTH_SAYING]
        return f"; or that these did not speak against it: {', '.join(against)}" if against else ""


def _likeliest(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> _Likeliest | None:
    found = connection.execute(
        """
        select edges.source_a || ':' || edges.record_id_a, edges.source_b || ':' || edges.record_id_b, edges.guard,
            edges.evidence, edges.probability
        from explained_edges as edges
        inner join identity.record_customers as left_owner
            on left_owner.source = edges.source_a and left_owner.entity = edges.entity_a
            and left_owner.record_id = edges.record_id_a
        inner join identity.record_customers as right_owner
            on right_owner.source = edges.source_b and right_owner.entity = edges.entity_b
            and right_owner.record_id = edges.record_id_b
        where edges.evidence is not null
            and least(left_owner.customer_id, right_owner.customer_id) = least($one, $other)
            and greatest(left_owner.customer_id, right_owner.customer_id) = greatest($one, $other)
        order by edges.probability desc, edges.evidence,
            edges.source_a, edges.record_id_a, edges.source_b, edges.record_id_b
        limit 1
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    if not found:
        return None
    left, right, guard, evidence, probability = found[0]
    return _Likeliest((left, right), guard, Waterfall.parse(evidence, probability))


def _stopped(
    connection: duckdb.DuckDBPyConnection, one: Record, other: Record, waterfall: Waterfall | None
) -> list[str]:
    """Links between the two customers that a guard stopped."""
    rows = connection.execute(
        """
        select distinct identifier_kind, identifier_value, guard
        from identity.review
        where customer_id_a = least($one, $other) and customer_id_b = greatest($one, $other)
            and identifier_value is not null
        order by all
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    return [
        f"Both have the {KIND_WORDS.get(kind, kind)} {mask(kind, value)}, but {why_apart(guard, waterfall)}."
        for kind, value, guard in rows
    ]


def _worthless(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> list[str]:
    """Values that both customers have and that prove nothing, and devices that both have used."""
    rows = connection.execute(
        """
        select
            identifiers.identifier_kind,
            identifiers.identifier_value,
            -- info@ is the organisation's own: of the two sides one may say that it proves nothing
            min(case when identifiers.status not in ('links', 'evidence') then identifiers.status end) as fault
        from identity.identifiers as identifiers
        inner join identity.record_customers as owner using (source, entity, record_id)
        where owner.customer_id in ($one, $other)
        group by identifiers.identifier_kind, identifiers.identifier_value
        having count(distinct owner.customer_id) = 2 and fault is not null
        order by all
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    devices = connection.execute(
        """
        select edges.record_id_a
        from explained_edges as edges
        inner join identity.record_customers as owner
            on owner.source = edges.source_b and owner.entity = edges.entity_b
            and owner.record_id = edges.record_id_b
        where edges.entity_a = 'devices' and owner.customer_id in ($one, $other)
        group by edges.record_id_a
        having count(distinct owner.customer_id) = 2
        order by edges.record_id_a
        """,
        {"one": one.customer_id, "other": other.customer_id},
    ).fetchall()
    return [
        f"Both have the {KIND_WORDS.get(kind, kind)} {mask(kind, value)}, but it {STATUS_SENTENCES[status]}."
        for kind, value, status in rows
    ] + [
        f"Both were seen on the device {mask('device', device)}, but {SHARED_DEVICE}."
        for (device,) in devices
    ]


def _missing(connection: duckdb.DuckDBPyConnection, one: Record, other: Record) -> list[str]:
    """What each of the two has, when they share nothing at all."""
    kinds = {
        record: [
            KIND_WORDS.get(kind, kind)
            for (kind,) in connection.execute(
                """
                select distinct identifier_kind
                from identity.identifiers as identifiers
                inner join identity.record_customers as owner using (source, entity, record_id)
                where owner.customer_id = $customer_id and identifiers.status = 'links'
                order by identifier_kind
                """,
                {"customer_id": record.customer_id},
            ).fetchall()
        ]
        for record in (one, other)
    }
    return [
        "They share no login, e-mail address, phone number or device.",
        *(
            f"{record.label} is known by: {', '.join(found) or 'nothing that links'}."
            for record, found in kinds.items()
        ),
    ]
