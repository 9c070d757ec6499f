"""Tables of names and places the demo draws from: our own choice of common ones, with rough weights.

Data flow: read by people.py as Arrow tables. Row order is part of the seed's contract: append, never reorder.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

# Given names with a short form that the same person may write instead; the weight falls with the position.
FEMALE = (
    "Margaret:Maggie Susan:Sue Elizabeth:Liz Catherine:Kate Patricia:Pat Christine:Chris Jennifer:Jen "
    "Victoria:Vicky Rebecca:Becky Samantha:Sam Deborah:Debbie Jacqueline:Jackie Alexandra:Alex Josephine:Jo "
    "Emily:Em Charlotte:Lottie Olivia:Liv Sarah:Sarah Laura:Laura Emma:Emma Helen:Helen Karen:Karen Alison:Ali "
    "Julie:Julie Nicola:Nicky Claire:Claire Amanda:Mandy Lucy:Lucy Hannah:Hannah Rachel:Rachel Ruth:Ruth "
    "Frances:Fran Eleanor:Ellie Philippa:Pippa Theresa:Tess Gillian:Gill Pamela:Pam Heather:Heather Fiona:Fiona "
    "Siobhán:Siobhán Zoë:Zoë Aoife:Aoife Ingrid:Ingrid Heike:Heike Renée:Renée Priya:Priya Fatima:Fatima "
    "Yasmin:Yasmin Agnieszka:Aga Mei:Mei Grace:Grace Ivy:Ivy Florence:Flo Beatrice:Bea Harriet:Hattie Rosemary:Rose"
)
MALE = (
    "David:Dave Michael:Mike Peter:Pete Robert:Bob William:Bill Richard:Dick Thomas:Tom Andrew:Andy "
    "Christopher:Chris Stephen:Steve Anthony:Tony Edward:Ted Daniel:Dan Matthew:Matt Alexander:Alex Benjamin:Ben "
    "Samuel:Sam Joseph:Joe Nicholas:Nick Timothy:Tim Gregory:Greg Frederick:Fred Kenneth:Ken Ronald:Ron "
    "Leonard:Len Raymond:Ray Geoffrey:Geoff Lawrence:Larry Vincent:Vince Philip:Phil Simon:Simon Paul:Paul "
    "Mark:Mark Ian:Ian Alan:Al Colin:Colin Graham:Graham Keith:Keith Neil:Neil Martin:Marty George:George "
    "Harry:Harry Oliver:Ollie Jack:Jack Arthur:Art Liam:Liam Patrick:Paddy Seán:Seán Jürgen:Jürgen Stefan:Stefan "
    "José:Pepe Arjun:Arjun Mohammed:Mo Piotr:Piotr Kwame:Kwame Hugh:Hugh Duncan:Duncan Angus:Gus"
)
LAST = (
    "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker Robinson Wood "
    "Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan Hughes Edwards "
    "Hill Moore Clark Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell Patel Adams Campbell "
    "Anderson Allen Cook Bailey Parker Miller Davis Murphy Price Bell Baker Griffiths Kelly Simpson Marshall "
    "Collins Bennett Cox Richardson Fox Gray Rose Chapman Hunt Robertson Shaw Reynolds Lloyd Ellis Richards "
    "Russell Wilkinson Khan Graham Stewart Reid Murray Powell Palmer Holmes Rogers Stevens Walsh Hunter Thomson "
    "Matthews Ross Owen Mason Knight Kennedy Butler Saunders Cole Pearce Dean Foster Harvey Hudson Gibson Mills "
    "Berry Barnes Pearson Kaur Booth Dixon Grant Gordon Lane Harper Ali Hart Mcdonald Brooks Ryan Carr Macdonald "
    "Hamilton Johnston West Gill Dawson Armstrong Gardner Stone Andrews Williamson Barker George Fisher Cunningham "
    "Watts Webb Lawrence Bradley Jenkins Wells Chambers Spencer Poole Atkinson Lawson Day Woods Rees Fraser Black "
    "Fletcher Hussain Begum Nowak Kowalski O'Brien O'Connor Byrne Doyle Gallagher Müller Schmidt Schneider Fischer "
    "Weber Becker Wagner Garcia Rodriguez Nguyen Okafor Mensah Haddad Petrov Silva Rossi Novak Lindqvist Abernathy "
    "Blackwood Cartwright Dunmore Eastwood Fairclough Goodfellow Hargreaves Ingleby Jardine Kirkbride Lockwood "
    "Merriweather Northcott Oakley Pemberton Quigley Ravenscroft Satterthwaite Thistlewood Underhill Vickers "
    "Wetherby Yardley Ashworth Bickerstaff Crabtree Drinkwater Entwistle Featherstone Greenhalgh Higginbottom"
)
STREETS = (
    "High Street|Station Road|Church Lane|Mill Road|Victoria Street|Park Avenue|The Green|Queens Road|King Street|"
    "Manor Road|Orchard Way|School Lane|Chapel Street|Albert Road|Grange Road|Meadow View|Oak Drive|Elm Grove|"
    "Cedar Close|Springfield Road|Windsor Terrace|Harbour Street|Castle Hill|Bridge Street|North Parade|South Row|"
    "West End|Market Place|Rectory Lane|Beech Walk|Larch Close|Quay Side|Abbey Road|Garden Court|Priory Street"
)
# country | currency | share of people | town | region | postal prefix
PLACES = """
GB|GBP|14|London|Greater London|NW
GB|GBP|6|Bristol|Avon|BS
GB|GBP|6|Manchester|Greater Manchester|M
GB|GBP|6|Leeds|West Yorkshire|LS
GB|GBP|5|Norwich|Norfolk|NR
GB|GBP|5|Brighton|East Sussex|BN
GB|GBP|5|Oxford|Oxfordshire|OX
GB|GBP|5|Edinburgh|Midlothian|EH
GB|GBP|4|Cardiff|South Glamorgan|CF
GB|GBP|4|Exeter|Devon|EX
GB|GBP|4|York|North Yorkshire|YO
GB|GBP|4|Newcastle|Tyne and Wear|NE
GB|GBP|4|Cambridge|Cambridgeshire|CB
GB|GBP|3|Bath|Somerset|BA
GB|GBP|3|Chester|Cheshire|CH
GB|GBP|3|Falmouth|Cornwall|TR
IE|EUR|4|Dublin|Leinster|D
IE|EUR|2|Cork|Munster|T
DE|EUR|2|Berlin|Berlin|10
DE|EUR|2|Hamburg|Hamburg|20
US|USD|3|New York|New York|100
US|USD|2|Boston|Massachusetts|021
US|USD|2|Seattle|Washington|981
"""


def given_names() -> pa.Table:
    """Columns gender, position, first_name, nickname, weight."""
    rows = []
    for gender, text in (("female", FEMALE), ("male", MALE)):
        for position, pair in enumerate(text.split()):
            first, short = pair.split(":")
            rows.append(
                {"gender": gender, "position": position, "first_name": first, "nickname": short,
                 "weight": 1.0 / (position + 8)}
            )  # fmt: skip
    return pa.Table.from_pylist(rows)


def last_names() -> pa.Table:
    """Columns last_name, weight."""
    names = LAST.split()
    return pa.table({"last_name": names, "weight": 1.0 / (np.arange(len(names)) + 10.0)})


def streets() -> pa.Array:
    """Street names."""
    return pa.array(STREETS.split("|"))


def places() -> pa.Table:
    """Columns country, currency, weight, city, region, postal_prefix."""
    keys = ("country", "currency", "weight", "city", "region", "postal_prefix")
    rows = [dict(zip(keys, line.split("|"), strict=True)) for line in PLACES.strip().splitlines()]
    return pa.Table.from_pylist([{**row, "weight": float(row["weight"])} for row in rows])


def pick(generator: np.random.Generator, table: pa.Table, count: int) -> pa.Table:
    """Draws `count` rows of a table in proportion to its column `weight`."""
    weight = table.column("weight").to_numpy()
    bounds = np.cumsum(weight) / weight.sum()
    positions = np.searchsorted(bounds, generator.random(count), side="right")
    return table.drop_columns(["weight"]).take(pa.array(np.minimum(positions, len(weight) - 1)))
