"""How many titles each person wants, and how many of these Plex has, in one query for all."""

from collections.abc import Mapping
from sqlite3 import Connection

from msgspec import Struct
import orjson

from . import items, matches
from .rows import each_of

_COUNTS = f"""
WITH who (subject, person) AS MATERIALIZED (SELECT key, value FROM json_each(:people)),
wishes (claim, person, media_type, name, guids) AS MATERIALIZED (
  SELECT c.id, w.person, c.media_type, c.name, c.guids
  FROM sources s CROSS JOIN who w
  CROSS JOIN claims c ON c.source = s.source AND c.kind = 'user' AND c.subject = w.subject
),
marks (claim, person, media_type, guid, own) AS MATERIALIZED (
  SELECT w.claim, w.person, w.media_type, g.guid, g.own
  FROM wishes w LEFT JOIN learned l ON l.guid = w.guids
  CROSS JOIN {each_of("w.guids || ' ' || ifnull(l.guids, '')")} i
  CROSS JOIN claim_guids g
    ON g.guid = i.value AND g.media_type = w.media_type AND g.claim = w.claim
  UNION ALL
  SELECT claim, person, media_type, ' ' || name, 0 FROM wishes WHERE guids = ''
),
firsts (claim, person, title, sure, maybe) AS (
  SELECT m.claim, m.person,
    min(m.claim) OVER (PARTITION BY m.person, m.media_type, m.guid),
    there AND own, there
  FROM (
    SELECT *, EXISTS (SELECT 1 FROM item_guids t
      WHERE t.guid = marks.guid AND t.media_type = marks.media_type) AS there
    FROM marks
    UNION ALL
    SELECT o.claim, o.person, o.media_type, t.rating_key, o.own, true
    FROM marks o CROSS JOIN item_guids t ON t.guid = o.guid AND t.media_type = o.media_type
    WHERE o.own
  ) m
),
titles (claim, person, title, sure, maybe) AS (
  SELECT claim, person, min(title), max(sure), max(maybe) FROM firsts GROUP BY claim
)
SELECT person, title, max(sure),
  group_concat(CASE WHEN maybe AND NOT sure THEN claim END)
FROM titles GROUP BY person, title
"""
"""One row for each title that a person wants: wishes that share an id or an item are of one title.

A watchlist names Plex's own id alone, and Seerr TMDB's: of what Plex has, its item knows both.

Whether Plex has it is sure where an id that decides leads to an item; where another one alone does,
the last column has the wishes that are to be looked at.
"""


class TitleCounts(Struct, frozen=True, gc=False):
    """How many titles somebody wants, and how many of these Plex has."""

    wanted: int = 0
    available: int = 0

    @property
    def waiting(self) -> int:
        """How many of them Plex does not have yet."""
        return self.wanted - self.available


def counts(connection: Connection, people: Mapping[str, str]) -> dict[str, TitleCounts]:
    """Give the counts of people; `people` are their ids, by all ids that sources know them by.

    It takes long in a large house: see `Database.survey`.
    """
    mapping = {"people": orjson.dumps(dict(people)).decode()}
    counted = {person: [0, 0] for person in people.values()}
    doubtful: list[tuple[str, list[int]]] = []
    for person, _, sure, unsure in connection.execute(_COUNTS, mapping):
        counted[person][0] += 1
        counted[person][1] += sure
        if unsure and not sure:
            doubtful.append((person, [int(claim) for claim in unsure.split(",")]))
    there = _there(connection, [claim for _, wishes in doubtful for claim in wishes])
    for person, wishes in doubtful:
        counted[person][1] += not there.isdisjoint(wishes)
    return {person: TitleCounts(*numbers) for person, numbers in counted.items()}


def _there(connection: Connection, wishes: list[int]) -> frozenset[int]:
    """Give those of some wishes whose titles Plex has, though not with an id that decides."""
    found = matches.of(connection, wishes)
    index = items.index_of(connection, [claim.title for claim in found.values()])
    return frozenset(key for key, claim in found.items() if index.groups_of_claim(claim))
