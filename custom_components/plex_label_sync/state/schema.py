"""The tables of the database, and how a database of an older version becomes one of this version.

`PRAGMA user_version` holds the version. Ids of a title stand in one text, sorted and with blanks
between; times are seconds since 1970.
"""

from collections.abc import Iterator
from sqlite3 import Connection, complete_statement

from . import counts, former_names, unlearned

VERSION = 9

_TABLES = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO settings VALUES ('enabled', 'true');

CREATE TABLE items (
  rating_key INTEGER PRIMARY KEY,
  section TEXT NOT NULL,
  media_type TEXT NOT NULL,
  guid TEXT NOT NULL,
  guids TEXT NOT NULL,
  title TEXT NOT NULL,
  added_at INTEGER NOT NULL
);
CREATE INDEX items_by_section ON items (section);
CREATE TABLE item_guids (
  guid TEXT NOT NULL,
  media_type TEXT NOT NULL,
  rating_key INTEGER NOT NULL,
  PRIMARY KEY (guid, media_type, rating_key)
) WITHOUT ROWID;

CREATE TABLE sources (source TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE claims (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  media_type TEXT NOT NULL,
  guids TEXT NOT NULL,
  name TEXT NOT NULL,
  waits INTEGER NOT NULL,
  tag TEXT NOT NULL,
  otherwise TEXT NOT NULL
);
CREATE INDEX claims_by_reason ON claims (source, kind, subject);
CREATE INDEX claims_of_people ON claims (media_type, subject, guids)
  WHERE kind = 'user' AND guids NOT GLOB 'plex://*';
CREATE INDEX claims_by_tag ON claims (source, tag) WHERE tag != '';
CREATE TABLE claim_guids (
  guid TEXT NOT NULL,
  media_type TEXT NOT NULL,
  claim INTEGER NOT NULL,
  own INTEGER NOT NULL,
  PRIMARY KEY (guid, media_type, claim)
) WITHOUT ROWID;
CREATE TABLE people (
  source TEXT NOT NULL,
  id TEXT NOT NULL,
  username TEXT NOT NULL,
  display_name TEXT NOT NULL,
  uuid TEXT NOT NULL,
  names INTEGER NOT NULL,
  PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE TABLE people_sources (source TEXT PRIMARY KEY, was_read INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tag_names (
  source TEXT NOT NULL,
  number TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (source, number)
) WITHOUT ROWID;
CREATE TABLE learned (
  guid TEXT PRIMARY KEY,
  guids TEXT NOT NULL,
  looked_up REAL NOT NULL,
  tries INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE ledger_items (
  rating_key INTEGER PRIMARY KEY,
  section TEXT NOT NULL,
  media_type TEXT NOT NULL,
  guid TEXT NOT NULL,
  title TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  gone_since REAL
);
CREATE TABLE ledger (
  rating_key INTEGER NOT NULL REFERENCES ledger_items ON DELETE CASCADE,
  label TEXT NOT NULL,
  spelling TEXT NOT NULL,
  since TEXT NOT NULL,
  because TEXT NOT NULL,
  ended INTEGER NOT NULL,
  missing_since REAL,
  shown TEXT NOT NULL,
  PRIMARY KEY (rating_key, label)
) WITHOUT ROWID;
CREATE TABLE decisions (
  rating_key INTEGER NOT NULL,
  label TEXT NOT NULL,
  answer TEXT NOT NULL,
  PRIMARY KEY (rating_key, label)
) WITHOUT ROWID;
CREATE TABLE removals (at REAL NOT NULL, labels INTEGER NOT NULL);

CREATE TABLE work (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  about TEXT NOT NULL,
  since REAL NOT NULL,
  not_before REAL NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NOT NULL,
  revision INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE waiting (
  id INTEGER PRIMARY KEY,
  media_type TEXT NOT NULL,
  guids TEXT NOT NULL,
  name TEXT NOT NULL,
  imported INTEGER NOT NULL,
  since REAL NOT NULL
);
CREATE TABLE waiting_marks (
  mark TEXT NOT NULL,
  media_type TEXT NOT NULL,
  waiting INTEGER NOT NULL REFERENCES waiting ON DELETE CASCADE,
  PRIMARY KEY (mark, media_type)
) WITHOUT ROWID;
CREATE TABLE requests (
  id INTEGER PRIMARY KEY,
  media_type TEXT NOT NULL,
  guids TEXT NOT NULL,
  name TEXT NOT NULL,
  person TEXT NOT NULL,
  username TEXT NOT NULL,
  display_name TEXT NOT NULL,
  uuid TEXT NOT NULL
);
CREATE TABLE runs (id INTEGER PRIMARY KEY, at REAL NOT NULL, run TEXT NOT NULL);
"""

_YEARS = """
CREATE TABLE item_years (rating_key INTEGER PRIMARY KEY, year INTEGER NOT NULL);
CREATE TABLE years (
  guid TEXT NOT NULL,
  media_type TEXT NOT NULL,
  year INTEGER NOT NULL,
  PRIMARY KEY (guid, media_type)
) WITHOUT ROWID;
"""

_ARRIVALS = """
ALTER TABLE waiting ADD COLUMN had TEXT NOT NULL DEFAULT '';
CREATE TABLE lost (
  id INTEGER PRIMARY KEY,
  guid TEXT NOT NULL,
  media_type TEXT NOT NULL,
  person TEXT NOT NULL
);
CREATE INDEX lost_by_guid ON lost (guid, media_type);
CREATE TABLE arrivals (id INTEGER PRIMARY KEY, arrival TEXT NOT NULL);
"""

_CHOICES = """
CREATE TABLE choices (
  who TEXT NOT NULL,
  by_name INTEGER NOT NULL,
  labels INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (who, by_name)
) WITHOUT ROWID;
INSERT INTO choices SELECT DISTINCT id, 0, 1, '' FROM people;
"""
"""What was chosen for people; everybody who is known got labels before."""

_BROWSING = """
CREATE TABLE unwished (
  guid TEXT NOT NULL,
  media_type TEXT NOT NULL,
  PRIMARY KEY (guid, media_type)
) WITHOUT ROWID;
INSERT INTO unwished SELECT DISTINCT g.guid, g.media_type FROM item_guids g
  JOIN ledger l USING (rating_key)
  WHERE (l.ended AND l.because LIKE '%["user"%') OR l.because LIKE '%["removed"%';
CREATE INDEX waiting_by_since ON waiting (since);
"""
"""What somebody wanted once and took back, by its ids; and what began to wait last.

Where labels stay when their reason ends, or make way for another one, these tell of earlier times.
"""

_DECISIONS = """
CREATE TRIGGER decision_ends AFTER DELETE ON ledger BEGIN
  DELETE FROM decisions WHERE rating_key = OLD.rating_key AND label = OLD.label;
END;
DELETE FROM decisions WHERE NOT EXISTS (SELECT 1 FROM ledger l
  WHERE l.rating_key = decisions.rating_key AND l.label = decisions.label);
"""
"""What stands about a label goes with its record: nobody has to look for what is left."""

_QUESTIONS = """
ALTER TABLE claims ADD COLUMN catalogues INTEGER NOT NULL GENERATED ALWAYS AS (
  (instr(guids, 'imdb://') > 0) + 2 * (instr(guids, 'tmdb://') > 0)
  + 4 * (instr(guids, 'tvdb://') > 0)
) VIRTUAL;
DROP INDEX claims_of_people;
CREATE INDEX claims_by_catalogues ON claims (media_type, catalogues, subject)
  WHERE kind = 'user' AND guids NOT GLOB 'plex://*';
DROP INDEX claims_by_tag;
CREATE INDEX claims_by_tag ON claims (source, tag, kind) WHERE tag != '';
CREATE INDEX requests_by_person ON requests (person);
"""
"""What answers without a look at each row that there is."""

_LOOK_UPS = """
ALTER TABLE learned ADD COLUMN lacks INTEGER GENERATED ALWAYS AS (CASE
  WHEN guids = '' THEN 2
  WHEN guid GLOB 'plex://movie/*'
    AND (instr(guids, 'imdb://') = 0 OR instr(guids, 'tmdb://') = 0) THEN 1
  WHEN guid GLOB 'plex://show/*' AND instr(guids, 'tvdb://') = 0 THEN 1
END) VIRTUAL;
DROP INDEX learned_nothing;
CREATE INDEX learned_again ON learned (lacks, tries > 1, looked_up) WHERE lacks IS NOT NULL;
"""
"""What is to be looked up again: what lacks an id that one of Plex's legacy agents goes by."""

_MIGRATIONS = (
    _TABLES,
    _YEARS,
    _ARRIVALS,
    _CHOICES,
    _BROWSING,
    counts.SCRIPT + _DECISIONS,
    unlearned.SCRIPT + _QUESTIONS,
    former_names.SCRIPT,
    _LOOK_UPS,
)
"""What makes each version out of the one before; the first makes an empty file version 1."""


def version_of(connection: Connection) -> int:
    """Give the version of a database; 0 for an empty file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def migrate(connection: Connection) -> None:
    """Bring a database to this version, within the transaction that is open.

    One of a newer version is left as it is.
    """
    for version, script in enumerate(_MIGRATIONS, start=1):
        if version_of(connection) < version:
            for statement in _statements(script):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version}")


def _statements(script: str) -> Iterator[str]:
    """Give the statements of a script; a trigger has some within."""
    statement = ""
    for piece in script.split(";")[:-1]:
        statement += f"{piece};"
        if complete_statement(statement):
            yield statement
            statement = ""
