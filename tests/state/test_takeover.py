"""What version 0.1.0 stored is taken over once; the files were written by it (commit 0fca9f6).

`quiet`: after a first sync, with a request made in Home Assistant, unloaded before its title was
brought in step. `troubled`: in the mode that keeps labels, after wishes ended, switched off, and
stopped since Plex dropped labels. `kept`: with removals that the user did not want.
"""

from copy import replace
import json
import sqlite3

import pytest

from custom_components.plex_label_sync.core.model import MediaType, Person, Title, packed
from custom_components.plex_label_sync.core.phrase import Phrase
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.state import (
    browsing,
    claims,
    decisions,
    items,
    learned,
    ledger,
    people,
    requests,
    runs,
    settings,
    waiting,
    work,
)
from custom_components.plex_label_sync.state.takeover import take_over

from .older import all_records, data, written

NOW = 1_795_900_000.0
ENGINE = Title(MediaType.MOVIE, packed({"tmdb://900002"}), "")
JOHN = Person("555000002", "john", "John from upstairs", "b6846ac063b5e80c")


@pytest.mark.parametrize("name", ["quiet", "troubled", "kept"])
def test_every_record_of_the_ledger_comes(connection: sqlite3.Connection, name: str) -> None:
    assert take_over(connection, written(name), NOW) == frozenset()

    assert all_records(connection) == {
        entry["rating_key"]: {
            label["label"]: (
                label["since"],
                set(map(tuple, label["because"])),
                label.get("ended", False),
            )
            for label in entry["labels"]
        }
        for entry in data(name, "ledger")
    }


def test_labels_that_were_kept_are_marked_as_such(connection: sqlite3.Connection) -> None:
    take_over(connection, written("troubled"), NOW)

    ended = [label for records in all_records(connection).values() for label in records.values()]
    assert sum(end for *_, end in ended) == 10


def test_titles_whose_labels_were_kept_are_known_not_to_be_wanted(
    connection: sqlite3.Connection,
) -> None:
    """Once it is known what Plex has: 0.1.0 did not keep its ids."""
    take_over(connection, written("troubled"), NOW)
    entries = ledger.of(connection, ledger.keys(connection)).entries
    items.put(
        connection,
        [replace(one.item, packed_guids=f"tmdb://{key}") for key, one in entries.items()],
    )

    unwanted = {key for one in browsing.unwanted(connection) for key in one.keys}

    assert unwanted == {
        key
        for key, records in all_records(connection).items()
        if any(end and "user" in {kind for kind, *_ in why} for _, why, end in records.values())
    }


def test_what_tells_an_item_from_a_later_one_comes(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    item = ledger.of(connection, [101]).entries[101].item
    stored = next(entry for entry in data("quiet", "ledger") if entry["rating_key"] == 101)
    assert [item.section, item.media_type, item.guid, item.title, item.added_at] == [
        stored[key] for key in ("section", "media_type", "guid", "title", "added_at")
    ]


@pytest.mark.parametrize("name", ["quiet", "troubled", "kept"])
def test_every_claim_stands(connection: sqlite3.Connection, name: str) -> None:
    take_over(connection, written(name), NOW)

    sources = data(name, "memory")["sources"]
    assert claims.names(connection) == {key: source["name"] for key, source in sources.items()}
    assert claims.counts(connection) == {
        key: len(source["claims"]) for key, source in sources.items() if source["claims"]
    }


def test_a_claim_is_there_by_all_ids_of_its_title(connection: sqlite3.Connection) -> None:
    """Those that were looked up as well."""
    take_over(connection, written("quiet"), NOW)

    looked_up = Title(MediaType.SHOW, packed({"tvdb://980004"}), "")
    (claim,) = {
        claim
        for claim in claims.about(connection, [looked_up])
        if claim.reason.source == "watchlist/friend/b6846ac063b5e80c"
    }
    assert claim.title.name == "Eleven Chimneys"
    assert claim.reason.subject == JOHN.id
    assert claim.waits


def test_what_was_learned_is_not_looked_up_again(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    stored = data("quiet", "memory")["learned"]
    assert learned.of(connection, stored) == {key: frozenset(ids) for key, ids in stored.items()}


def test_where_looking_up_gave_nothing_it_is_done_again_after_a_day(
    connection: sqlite3.Connection,
) -> None:
    alone = "plex://movie/0123456789abcdef01234567"
    memory = data("quiet", "memory")
    memory["learned"][alone] = []
    take_over(connection, {"memory": json.dumps({"data": memory}).encode()}, NOW)

    title = Title(MediaType.MOVIE, packed({alone}), "Odd")
    assert learned.open_among(connection, [title], NOW + 3_600) == []
    assert learned.open_among(connection, [title], NOW + 90_000) == [alone]


def test_everybody_is_still_somebody(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    assert people.everybody(connection) == {
        key: Person(key, *names[:3]) for key, *names in data("quiet", "memory")["people"]
    }


def test_a_person_is_known_to_the_source_that_says_what_they_want(
    connection: sqlite3.Connection,
) -> None:
    """Who wants nothing is known to those who know all people of the account."""
    take_over(connection, written("quiet"), NOW)

    people.limit(connection, frozenset({"watchlist/friend"}))
    assert {"555000002", "555000004"} <= people.everybody(connection).keys()
    assert "555000001" not in people.everybody(connection)


def test_titles_whose_labels_were_not_in_step_are_work(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    (entry,) = work.all_of(connection, WorkKind.TITLE)
    assert entry.about == {"media_type": "movie", "guids": "tmdb://900002", "name": ""}
    assert work.due(connection, [WorkKind.TITLE], NOW) == [entry]


def test_what_waits_keeps_since_when(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    assert {
        (row.media_type, row.guids, row.name, row.imported, row.since)
        for row in waiting.everything(connection)
    } == {
        (
            MediaType(row["media_type"]),
            frozenset(row["guids"]),
            row["name"],
            row["imported"],
            row["since"],
        )
        for row in data("quiet", "queue")
    }


def test_an_imported_title_is_looked_for(connection: sqlite3.Connection) -> None:
    queue = data("quiet", "queue")
    queue[1]["imported"] = True
    take_over(connection, {"queue": json.dumps({"data": queue}).encode()}, NOW)

    (entry,) = work.all_of(connection, WorkKind.ARRIVAL)
    assert entry.about["name"] == queue[1]["name"]
    assert work.due(connection, [WorkKind.ARRIVAL], NOW) == [entry]


def test_requests_made_here_come(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    (request,) = requests.everything(connection)
    assert (request.title, request.person) == (ENGINE, JOHN)


@pytest.mark.parametrize("stored", [None, b"", b"{"])
def test_where_their_file_is_lost_the_memory_has_them(
    connection: sqlite3.Connection, stored: bytes | None
) -> None:
    take_over(connection, {**written("quiet"), "requests": stored}, NOW)

    (request,) = requests.everything(connection)
    assert (request.title, request.person) == (ENGINE, JOHN)


def test_the_last_full_sync_is_the_first_of_the_runs(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    (run,) = runs.everything(connection)
    assert run["at"] == pytest.approx(1_795_840_000, abs=10_000)
    assert {key: run[key] for key in ("status", "queued", "failed")} == {
        "status": "partial",
        "queued": 3,
        "failed": 0,
    }
    assert run["duration"] == data("quiet", "last")["duration"]
    assert settings.get(connection, settings.LAST_SYNC) == {
        key: data("quiet", "last")[key] for key in ("ended", "status", "duration")
    }


def test_what_was_switched_off_stays_off(connection: sqlite3.Connection) -> None:
    take_over(connection, written("troubled"), NOW)

    assert settings.get(connection, settings.ENABLED) is False


def test_what_was_not_switched_off_stays_on(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    assert settings.get(connection, settings.ENABLED, True) is True
    assert settings.get(connection, settings.HARM) is None


def test_harm_stays_until_somebody_confirms_it(connection: sqlite3.Connection) -> None:
    take_over(connection, written("troubled"), NOW)

    assert "Plex dropped the labels" in settings.get(connection, settings.HARM)


@pytest.mark.parametrize(
    ("last", "enabled", "harm"),
    [
        ({"enabled": False, "status": 5}, False, None),
        ({"enabled": True, "status": 5}, True, None),
        ({"enabled": "no"}, False, None),
        ({"enabled": None, "harm": "x"}, False, Phrase.said("x")),
        ({"status": 5}, True, None),
        ({"harm": "Plex dropped x", "duration": "long"}, True, Phrase.said("Plex dropped x")),
        ({"harm": ["x"]}, True, settings.UNREADABLE_HARM),
    ],
)
def test_one_value_that_cannot_be_read_costs_none_of_the_others(
    connection: sqlite3.Connection, last: dict[str, object], enabled: bool, harm: Phrase | None
) -> None:
    """It neither lets labels follow nor says that Plex dropped nothing."""
    content = json.dumps({"data": last}).encode()

    assert take_over(connection, {**written("quiet"), "last": content}, NOW) == {"last"}
    assert settings.is_enabled(connection) is enabled
    assert settings.harm(connection) == harm


@pytest.mark.parametrize("last", [b"", b"{", b"[]", b'{"data": []}', b"\xff"])
def test_where_nothing_of_it_can_be_read_labels_do_not_follow(
    connection: sqlite3.Connection, last: bytes
) -> None:
    take_over(connection, {**written("quiet"), "last": last}, NOW)

    assert settings.is_enabled(connection) is False


def test_removals_that_were_kept_are_asked_about_again(connection: sqlite3.Connection) -> None:
    """0.1.0 remembered a checksum of them alone."""
    take_over(connection, written("kept"), NOW)

    assert decisions.asked(connection) == []
    assert settings.get(connection, "kept") is None


def test_a_full_sync_has_gone_through(connection: sqlite3.Connection) -> None:
    take_over(connection, written("quiet"), NOW)

    assert settings.get(connection, settings.SYNCED) is True


@pytest.mark.parametrize("memory", [None, b"{"])
def test_without_its_claims_it_is_to_be_done_again(
    connection: sqlite3.Connection, memory: bytes | None
) -> None:
    take_over(connection, {**written("quiet"), "memory": memory}, NOW)

    assert settings.get(connection, settings.SYNCED) is None
    assert work.counts(connection) == {"full_sync": 1}


def test_where_no_full_sync_went_through_none_has(connection: sqlite3.Connection) -> None:
    last = json.dumps({"data": {"enabled": False}}).encode()
    take_over(connection, {**written("quiet"), "last": last}, NOW)

    assert settings.get(connection, settings.SYNCED) is None
    assert runs.everything(connection) == []
