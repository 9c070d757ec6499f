"""A small town: people who have nothing to do with one another."""

from tests.identity.world import World

STREETS = (
    "Abbey",
    "Birch",
    "Castle",
    "Dock",
    "Elm",
    "Ferry",
    "Glebe",
    "Hythe",
    "Inn",
    "Jetty",
    "Kiln",
    "Lock",
)
NAMES = ("Ada Bell", "Bruno Crane", "Clara Dodd", "Denis Eames", "Edith Frome", "Frank Gill", "Grace Hunt")
TOWN = tuple(
    zip([*NAMES, "Henry Ives", "Irma Judd", "James Kerr", "Karen Lamb", "Leo Moss"], STREETS, strict=True)
)


def settle(world: World) -> None:
    """Twelve people who have nothing to do with one another, each with two records of one e-mail address."""
    for number, (name, street) in enumerate(TOWN):
        for source in ("shop", "bureau"):
            world.person(
                source,
                str(number),
                full_name=name,
                email=f"{name.split()[0].lower()}@tide.example",
                address_line=f"{number} {street} Road",
                postal_code=f"HU{number} 1AA",
            )
