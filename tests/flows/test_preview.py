"""The options' preview: what it shows, and that sending it does just that."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from custom_components.plex_label_sync.markdown import escaped
from tests.flows.previewing import applied, previewed
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, ours, state_of, sync, until
from tests.steps import Form, pick, save_page


async def test_it_says_how_many_labels_would_come(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """And changes nothing."""
    before = labels(town)

    form = await previewed(hass, loaded)

    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "preview")
    assert _numbers(form) == {"added": 34, "removed": 0, "moved": 0, "unchanged": 0, "titles": 11}
    assert labels(town) == before


async def test_it_shows_titles_with_what_comes_and_why(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Those that Plex got last come first."""
    for number, item in enumerate(town.world.plex.items()):
        item.added_at = 1_000 + number
    newest = dict.fromkeys(
        rf"{item.title} \({item.year}\)"
        for item in sorted(town.world.plex.items(), key=lambda item: -item.added_at)
    )

    lines = _details(await previewed(hass, loaded)).splitlines()

    shown = [line.removeprefix("- ").strip("*") for line in lines if line.startswith("- **")]
    assert shown == [title for title in newest if title in shown]
    first = lines.index(r"- **The Winter Ledger \(1961\)**")
    assert lines[first + 1 : first + 3] == [
        r"  - \+ pulsarr\:classics (tag classics in Radarr)",
        r"  - \+ pulsarr\:john (watchlist of John from upstairs)",
    ]


async def test_copies_of_a_title_stand_there_once_unless_something_else_would_change(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Then they have the names of their libraries."""
    once = _details(await previewed(hass, loaded)).splitlines()
    first, second = (one for one in town.world.plex.items() if one.title == "Quiet Engine")
    town.world.plex.add_label(second, "pulsarr:uhd")

    apart = _details(await previewed(hass, loaded)).splitlines()

    title = r"- **Quiet Engine \(2016\)**"
    assert [line for line in once if line.startswith(title)] == [title]
    assert {line for line in apart if line.startswith(title)} == {
        f"{title} ({escaped(town.world.plex.sections[item.section].title)})"
        for item in (first, second)
    }


async def test_what_would_be_removed_stands_before_it_with_whose_it_is(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    town.world.people[1].watchlist.clear()

    form = await previewed(hass, loaded)

    details = _details(form)
    assert _numbers(form)["removed"] > 0
    assert details.index(
        f"- John from upstairs's labels: {_numbers(form)['removed']}"
    ) < details.index("- **")
    assert r"ulsarr\:john (no longer wanted: watchlist of John from upstairs)" in details


async def test_of_tags_that_the_options_exclude_it_does_not_say_that_they_were_removed(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Radarr and Sonarr have them still: whoever excluded too much looks at the filters."""
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(enabled=False)
    await save_page(hass, loaded, "filters", exclude_tags=["slow"])

    details = _details(await previewed(hass, loaded))

    assert "(excluded by the filters in the options: tag slow in Sonarr)" in details
    assert "no longer wanted" not in details


async def test_of_watchlists_that_the_options_turn_off_it_does_not_say_that_they_changed(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(enabled=False)
    await save_page(hass, loaded, "removal", removal_limit=100)
    await save_page(hass, loaded, "sources", friends_watchlists=False)

    details = _details(await previewed(hass, loaded))

    assert "(turned off in the options: watchlist of maria)" in details
    assert "no longer wanted" not in details


async def test_a_label_that_gets_another_text_is_no_loss(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    await loaded.runtime_data.worker.set_enabled(enabled=False)
    await save_page(hass, loaded, "labels", user_label="for {user}")

    form = await previewed(hass, loaded)

    assert _numbers(form)["moved"] == _numbers(form)["added"] > 0
    assert _numbers(form)["removed"] == 0
    assert r"ulsarr\:maria (renamed to for maria)" in _details(form)


async def test_it_says_when_all_is_as_it_should_be(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.world.people[3].private = False
    await sync(hass)

    form = await previewed(hass, loaded)

    assert _details(form) == "All labels are as they should be."


async def test_it_does_not_say_so_while_something_cannot_be_read(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Whether all is as it should be is not known then."""
    await sync(hass)

    details = _details(await previewed(hass, loaded))

    trouble, nothing = details.split("\n\n")
    assert r"watchlist of ines\: the watchlist is private" in trouble
    assert nothing == "Apart from that, nothing would change."


async def test_it_says_what_the_removal_limit_holds_back(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """And what could not be read."""
    await sync(hass)
    for arr in town.world.arrs:
        for tagged in arr.titles.values():
            tagged.tags.clear()

    details = _details(await previewed(hass, loaded))

    assert "More labels would be removed than the removal limit allows: " in details
    assert r"Not everything worked: watchlist of ines\: the watchlist is private" in details
    assert "removals" not in details
    assert "All labels are as they should be." not in details
    assert details.endswith("Apart from that, nothing would change.")


async def test_it_says_that_the_removals_of_the_last_day_count_too(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As does the reason of a sync that stops for them."""
    await sync(hass)
    town.world.person("john").watchlist.clear()
    await sync(hass)
    for arr in town.world.arrs:
        for tagged in arr.titles.values():
            tagged.tags.clear()

    details = _details(await previewed(hass, loaded))

    assert "Counting those of the last 24 hours (" in details
    await sync(hass)
    result = state_of(hass, "sensor", f"{loaded.entry_id}_last_sync_result")
    assert ": counting those of the last 24 hours (" in result.attributes["reason"]


async def test_other_peoples_texts_format_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    item = next(one for one in town.world.plex.items() if one.title == "The Winter Ledger")
    item.title = "<b>[x](http://evil)*"

    details = _details(await previewed(hass, loaded))

    assert r"- **\<b\>\[x\]\(http\:\/\/evil\)\* \(1961\)**" in details


async def test_it_can_be_shown_anew(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Home Assistant's page asks for the step that goes on, and the preview is not made again."""
    form = await previewed(hass, loaded)
    town.forget()

    again = await hass.config_entries.options.async_configure(form["flow_id"])

    assert again["description_placeholders"] == form["description_placeholders"]
    assert town.plex.reads == 0


async def test_sending_it_does_what_it_showed(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The dialog says what was done, and the options stay as they are."""
    form = await previewed(hass, loaded)

    done = await applied(hass, form)

    assert (done["type"], done["step_id"]) == (FlowResultType.FORM, "synced")
    assert done["description_placeholders"]
    assert done["description_placeholders"]["added"] == "34"
    assert "the watchlist is private" in done["description_placeholders"]["trouble"]
    assert ours(town)
    assert loaded.runtime_data.coordinator.data.synced
    end = await hass.config_entries.options.async_configure(done["flow_id"], {})
    assert end["type"] is FlowResultType.CREATE_ENTRY
    assert dict(loaded.options) == {}


async def test_where_another_plan_results_that_is_shown_and_nothing_is_done(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Sending that one does it."""
    form = await previewed(hass, loaded)
    town.world.people[1].watchlist.clear()
    before = labels(town)

    changed = await applied(hass, form)

    assert (changed["type"], changed["step_id"]) == (FlowResultType.FORM, "changed")
    assert labels(town) == before
    assert _numbers(changed)["added"] < 34
    shown = await hass.config_entries.options.async_configure(changed["flow_id"])
    assert shown["step_id"] == "changed"
    done = await applied(hass, changed)
    assert done["description_placeholders"]
    assert done["description_placeholders"]["added"] == str(_numbers(changed)["added"])


async def test_so_it_is_when_that_shows_at_the_last_moment(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """When it is about to be done: somebody gave a title the label by hand meanwhile."""
    form = await previewed(hass, loaded)
    item = next(one for one in town.world.plex.items() if one.title == "Brass Meridian")

    def meddle() -> None:
        town.world.plex.add_label(item, "pulsarr:kids")

    town.plex.faults = [Fault("change", path="/identity", after=1, times=1, change=meddle)]

    changed = await applied(hass, form)

    assert changed["step_id"] == "changed"
    assert _numbers(changed)["added"] == 33
    assert "pulsarr:john" not in ours(town)


async def test_a_sync_that_runs_is_waited_for(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It does what the preview showed: nothing is left of that then, which is shown."""
    form = await previewed(hass, loaded)
    loaded.runtime_data.worker.full_sync.start()

    changed = await applied(hass, form)

    assert changed["step_id"] == "changed"
    assert _numbers(changed)["added"] == 0
    assert ours(town)


async def test_a_plex_that_is_down_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """In the preview, and when it goes down after that; the way on is at hand."""
    town.plex.faults = [Fault("drop")]
    failed = await previewed(hass, loaded)
    assert (failed["type"], failed["step_id"]) == (FlowResultType.MENU, "failed")
    assert failed["menu_options"] == ["preview", "sync_now", "init"]
    assert failed["description_placeholders"]
    assert failed["description_placeholders"]["error"].startswith(r"Plex\: ")

    back = await pick(hass, failed, "init")
    assert back["step_id"] == "first_sync"

    town.plex.faults = []
    form = await previewed(hass, loaded)
    town.plex.faults = [Fault("drop")]
    assert (await applied(hass, form))["step_id"] == "failed"
    assert not ours(town)


async def test_a_run_that_is_broken_off_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As it is when the entry is set up anew meanwhile."""
    menu = await hass.config_entries.options.async_init(loaded.entry_id)
    town.plex.faults = [Fault("slow", seconds=5)]
    step = await pick(hass, menu, "preview")

    await hass.config_entries.async_unload(loaded.entry_id)
    await hass.async_block_till_done()

    failed = await hass.config_entries.options.async_configure(step["flow_id"])
    assert failed["step_id"] == "failed"
    assert (await pick(hass, failed, "preview"))["reason"] == "not_loaded"


async def test_closing_the_dialog_does_not_break_a_sync_off(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    form = await previewed(hass, loaded)
    step = await hass.config_entries.options.async_configure(form["flow_id"], {})
    assert step["type"] is FlowResultType.SHOW_PROGRESS

    hass.config_entries.options.async_abort(step["flow_id"])

    await until(lambda: loaded.runtime_data.coordinator.data.synced)
    assert ours(town)


def _numbers(form: Form) -> dict[str, int]:
    shown = form["description_placeholders"]
    assert shown
    return {key: int(number) for key, number in shown.items() if key != "details"}


def _details(form: Form) -> str:
    shown = form["description_placeholders"]
    assert shown
    return shown["details"]
