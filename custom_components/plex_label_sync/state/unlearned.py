"""The plex guids that claims came with alone, of which Plex has no item and nobody looked any up.

Triggers keep them, so that whoever asks for what is still to be looked up meets no other claim.
"""


def _trigger(name: str, event: str, row: str, statement: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {event} WHEN {row}.guid GLOB 'plex://*' BEGIN\n"
        f"  {statement};\nEND;\n"
    )


_CLAIMED = """EXISTS (
    SELECT 1 FROM claim_guids k JOIN claims c ON c.id = k.claim
    WHERE k.guid = OLD.guid AND k.media_type = OLD.media_type AND c.guids = OLD.guid
  )"""
_OPEN = """NOT EXISTS (SELECT 1 FROM learned WHERE guid = {row}.guid) AND NOT EXISTS (
    SELECT 1 FROM item_guids WHERE guid = {row}.guid AND media_type = {row}.media_type
  )"""

SCRIPT = "".join(
    (
        """
CREATE TABLE unlearned (
  media_type TEXT NOT NULL,
  guid TEXT NOT NULL,
  PRIMARY KEY (media_type, guid)
) WITHOUT ROWID;
INSERT INTO unlearned SELECT DISTINCT c.media_type, c.guids FROM claims c
  WHERE c.guids GLOB 'plex://*' AND instr(c.guids, ' ') = 0
  AND NOT EXISTS (SELECT 1 FROM learned l WHERE l.guid = c.guids) AND NOT EXISTS (
    SELECT 1 FROM item_guids i WHERE i.guid = c.guids AND i.media_type = c.media_type
  );
CREATE INDEX learned_nothing ON learned (guid) WHERE guids = '';
""",
        _trigger(
            "claim_opens",
            "INSERT ON claim_guids",
            "NEW",
            "INSERT INTO unlearned SELECT NEW.media_type, NEW.guid FROM claims"
            f" WHERE id = NEW.claim AND guids = NEW.guid AND {_OPEN.format(row='NEW')}"
            " ON CONFLICT DO NOTHING",
        ),
        _trigger(
            "claim_ends",
            "DELETE ON claim_guids",
            "OLD",
            "DELETE FROM unlearned WHERE media_type = OLD.media_type AND guid = OLD.guid"
            f" AND NOT {_CLAIMED}",
        ),
        _trigger(
            "item_answers",
            "INSERT ON item_guids",
            "NEW",
            "DELETE FROM unlearned WHERE media_type = NEW.media_type AND guid = NEW.guid",
        ),
        _trigger(
            "item_leaves",
            "DELETE ON item_guids",
            "OLD",
            "INSERT INTO unlearned SELECT OLD.media_type, OLD.guid"
            f" WHERE {_CLAIMED} AND {_OPEN.format(row='OLD')} ON CONFLICT DO NOTHING",
        ),
        _trigger(
            "look_up_answers",
            "INSERT ON learned",
            "NEW",
            "DELETE FROM unlearned WHERE media_type IN ('movie', 'show') AND guid = NEW.guid",
        ),
    )
)
"""What makes a database keep them, from what it holds by then."""
