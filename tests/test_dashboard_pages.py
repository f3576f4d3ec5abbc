"""What is on the dashboard's pages, by what there is in the house."""

import json

import pytest

from custom_components.plex_label_sync.activity import KINDS, SYNC_FAILED, SYNC_FINISHED
from custom_components.plex_label_sync.const import DOMAIN
from tests.strategy import Pages, below, named, run, shown, texts
from tests.texts import TEXTS

_REPAIRS = "custom:plex-label-sync-repairs"


@pytest.fixture
def pages() -> Pages:
    """The pages of a house with one Plex server."""
    pages = Pages(components=("logbook",))
    pages.server("attic", "Attic")
    return pages


def test_it_is_offered_where_dashboards_are_added(pages: Pages) -> None:
    made = run(pages.hass, texts())

    (listed,) = made["listed"]
    assert listed["type"] == "plex-label-sync"
    assert listed["strategyType"] == "dashboard"
    assert (listed["name"], listed["description"]) == (
        "Plex Label Sync",
        TEXTS["common"]["dashboard_description"],
    )
    assert made["suggested"] == {"title": "Plex labels", "icon": "mdi:label-multiple-outline"}


def test_each_plex_server_has_a_page(pages: Pages) -> None:
    pages.server("cellar", "Cellar")
    pages.person("anna", "cellar", 3)

    attic, cellar = run(pages.hass, texts())["dashboard"]["views"]

    assert (attic["title"], cellar["title"]) == ("Attic", "Cellar")
    assert "sensor.anna_wanted" in json.dumps(cellar)
    assert "sensor.anna_wanted" not in json.dumps(attic)


def test_the_page_of_an_only_server_has_the_dashboards_name(pages: Pages) -> None:
    (view,) = run(pages.hass, texts())["dashboard"]["views"]

    assert view["title"] == "Plex labels"


def test_a_server_whose_activity_is_hidden_has_a_page_without_it(pages: Pages) -> None:
    pages.hass["entities"]["event.attic_activity"]["hidden"] = True
    pages.entity("sensor.attic_last_sync", "attic", "last_sync")

    cards = shown(pages)

    headings = [card["heading"] for card in cards if card["type"] == "heading"]
    assert "Sync" in headings
    assert "Activity" not in headings
    (runs,) = below(cards, "Syncs")
    assert runs["entities"] == ["sensor.attic_last_sync"]


def test_without_a_server_it_leads_to_where_one_is_added() -> None:
    heading, says, add = shown(Pages())

    assert heading["heading"] == "Plex Label Sync"
    assert "No Plex server has been added yet" in says["content"]
    assert add["tap_action"]["navigation_path"].endswith(f"add?domain={DOMAIN}")


def test_whoever_may_not_add_one_is_told_so_without_a_button() -> None:
    assert [card["type"] for card in shown(Pages(admin=False))] == ["heading", "markdown"]


def test_without_instances_it_leads_to_where_they_are_added(pages: Pages) -> None:
    says, add = below(shown(pages), "Radarr, Sonarr and Seerr")

    assert "None has been added yet" in says["content"]
    assert add["tap_action"]["navigation_path"].endswith(f"/{DOMAIN}#config_entry=attic")


def test_sync_stands_beside_the_preview_and_away_from_clean_up(pages: Pages) -> None:
    cards = shown(pages)

    preview, sync = (card for card in below(cards, "Sync") if card["type"] == "button")
    assert preview["tap_action"]["navigation_path"].endswith(f"/{DOMAIN}#config_entry=attic")
    assert "“Configure”" in preview["tap_action"]["confirmation"]["text"]
    assert sync["tap_action"]["target"] == {"entity_id": "button.attic_sync"}
    assert "cleanup" not in json.dumps(cards)


def test_the_preview_is_for_those_who_may_open_it(pages: Pages) -> None:
    pages.hass["user"]["is_admin"] = False

    (sync,) = (card for card in below(shown(pages), "Sync") if card["type"] == "button")
    assert sync["name"] == "Sync"


def test_repairs_are_led_to_by_those_of_the_server_and_for_those_who_may_open_them(
    pages: Pages,
) -> None:
    pages.server("cellar", "Cellar")

    attic, cellar = (
        next(card for card in view["sections"][0]["cards"] if card["type"] == _REPAIRS)
        for view in run(pages.hass, texts())["dashboard"]["views"]
    )
    assert (attic["entities"], attic["others"]) == (["sensor.attic_last_sync_result"], ["cellar"])
    assert (cellar["entities"], cellar["others"]) == (["sensor.cellar_last_sync_result"], ["attic"])

    pages.hass["user"]["is_admin"] = False
    assert _REPAIRS not in [card["type"] for card in shown(pages)]


def test_what_happened_is_told_in_words_alone(pages: Pages) -> None:
    (logbook,) = below(shown(pages), "Activity")

    assert logbook["type"] == "logbook"
    assert logbook["target"] == {"entity_id": "event.attic_activity"}
    assert set(logbook["state_filter"]) == {*KINDS} - {SYNC_FINISHED, SYNC_FAILED}


def test_syncs_are_those_of_the_server(pages: Pages) -> None:
    (runs,) = below(shown(pages), "Syncs")

    assert runs["type"] == "custom:plex-label-sync-runs"
    assert (runs["config_entry_id"], runs["entities"]) == ("attic", ["event.attic_activity"])


def test_without_the_logbook_and_a_list_it_shows_what_there_is(pages: Pages) -> None:
    pages.entity("sensor.attic_queue_size", "attic", "queue_size")
    pages.hass["config"]["components"] = []

    cards = shown(pages)
    assert [card["entity"] for card in below(cards, "Activity")] == ["event.attic_activity"]
    assert [card["entity"] for card in below(cards, "Waiting titles")] == [
        "sensor.attic_queue_size"
    ]


def test_what_waits_is_a_list_where_there_is_one(pages: Pages) -> None:
    pages.entity("sensor.attic_queue_size", "attic", "queue_size")
    pages.entity("todo.attic_waiting", "attic", "waiting", "6")

    (waiting,) = below(shown(pages), "Waiting titles")
    assert waiting["type"] == "custom:plex-label-sync-waiting"
    assert waiting["entity"] == "todo.attic_waiting"
    assert waiting["entities"] == ["todo.attic_waiting", "event.attic_activity"]
    assert waiting["grid_options"]["rows"] == "auto"


def test_what_waits_leads_to_home_assistants_own_list(pages: Pages) -> None:
    pages.entity("todo.attic_waiting", "attic", "waiting", "3")

    (heading,) = (card for card in shown(pages) if card.get("heading") == "Waiting titles")
    assert heading["tap_action"]["navigation_path"] == "/todo?entity_id=todo.attic_waiting"


def test_a_reason_is_shown_unless_all_is_well(pages: Pages) -> None:
    (reason,) = (card for card in below(shown(pages), "Sync") if card["type"] == "markdown")
    entity = "sensor.attic_last_sync_result"
    assert reason["visibility"] == [{"condition": "state", "entity": entity, "state_not": ["ok"]}]


def test_a_long_list_of_what_waits_does_not_fill_the_page(pages: Pages) -> None:
    pages.entity("todo.attic_waiting", "attic", "waiting", "7")

    (waiting,) = below(shown(pages), "Waiting titles")
    assert waiting["grid_options"]["rows"] == 6


def test_posters_of_what_waits_stand_above_the_list(pages: Pages) -> None:
    """They follow what changes the list."""
    pages.hass["config"]["components"] = ["media_source"]
    pages.entity("todo.attic_waiting", "attic", "waiting", "3")

    posters, waiting = below(shown(pages), "Waiting titles")
    assert posters["type"] == "custom:plex-label-sync-posters"
    assert posters["folder"] == f"media-source://{DOMAIN}/attic/waiting"
    assert posters["entities"] == ["todo.attic_waiting", "event.attic_activity"]
    assert posters["grid_options"] == {"columns": "full"}
    assert waiting["type"] == "custom:plex-label-sync-waiting"


def test_nothing_but_its_texts_is_asked_of_home_assistant(pages: Pages) -> None:
    """However many people there are: the page opens at once, and its cards ask for themselves."""
    pages.hass["config"]["components"] = ["media_source"]
    pages.entity("todo.attic_waiting", "attic", "waiting", "3")
    for number in range(200):
        pages.person(f"person{number}", "attic", number)

    assert run(pages.hass, texts())["asked"] == []


@pytest.mark.parametrize(("admin", "components"), [(False, ["media_source"]), (True, [])])
def test_posters_are_left_out_where_they_cannot_be_seen(
    pages: Pages, admin: bool, components: list[str]
) -> None:
    pages.entity("todo.attic_waiting", "attic", "waiting", "3")
    pages.hass["user"]["is_admin"] = admin
    pages.hass["config"]["components"] = components

    (waiting,) = below(shown(pages), "Waiting titles")
    assert waiting["type"] == "custom:plex-label-sync-waiting"


def test_where_what_waits_is_hidden_its_posters_are_too(pages: Pages) -> None:
    pages.hass["config"]["components"] = ["media_source"]

    assert "Waiting titles" not in [card.get("heading") for card in shown(pages)]


def test_people_are_shown_those_who_want_most_first(pages: Pages) -> None:
    for number in range(200):
        person = pages.person(f"person{number}", "attic", number)
        pages.entity(f"binary_sensor.person{number}_watchlist", person, "watchlist")

    (card,) = below(shown(pages), "People")
    assert named(card["people"]) == [f"person{number}" for number in reversed(range(200))]
    assert card["people"][0] == {
        "name": "person199",
        "entity": "sensor.person199_wanted",
        "watchlist": "binary_sensor.person199_watchlist",
        "path": "/config/devices/device/person_person199",
    }
    assert card["more"] == "And 188 more"
    assert card["unreadable"] == "Unreadable watchlists"


def test_a_persons_page_is_for_those_who_may_open_it(pages: Pages) -> None:
    pages.person("anna", "attic", 3)
    pages.hass["user"]["is_admin"] = False

    (card,) = below(shown(pages), "People")
    assert card["people"] == [{"name": "anna", "entity": "sensor.anna_wanted"}]


def test_a_person_whose_count_is_hidden_is_shown_by_the_switch(pages: Pages) -> None:
    pages.person("anna", "attic", 3)
    pages.entity("switch.anna_labels", "person_anna", "labels")
    pages.hass["entities"]["sensor.anna_wanted"]["hidden"] = True

    (card,) = below(shown(pages), "People")
    assert card["people"][0]["entity"] == "switch.anna_labels"


def test_without_people_there_is_nothing_about_them(pages: Pages) -> None:
    assert "People" not in [card.get("heading") for card in shown(pages)]


def test_an_instance_shows_whether_it_answers_and_its_last_webhook_if_it_sends_any(
    pages: Pages,
) -> None:
    for name in ("Radarr", "Seerr"):
        instance = pages.device(name, name, below="attic")
        pages.entity(f"binary_sensor.{name}_connection", instance, "connection")
    pages.entity("sensor.Radarr_last_webhook", "Radarr", "last_webhook")

    cards = below(shown(pages), "Radarr, Sonarr and Seerr")
    assert named(cards) == ["Radarr", "Last webhook", "Seerr"]


def test_a_device_that_was_given_another_name_is_called_so(pages: Pages) -> None:
    pages.person("anna", "attic", 3)
    pages.hass["devices"]["person_anna"]["name_by_user"] = "Anna K"

    (card,) = below(shown(pages), "People")
    assert named(card["people"]) == ["Anna K"]
