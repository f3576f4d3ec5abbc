"""The texts of the options: all that a page shows has its text, and nothing is left over."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectSelector

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.naming import (
    PREFIX_FIELDS,
    TAG_FIELDS,
    USER_FIELDS,
    TemplateRule,
)
from custom_components.plex_label_sync.flows.option_pages import PAGES
from custom_components.plex_label_sync.words import words_of
from tests.flows.previewing import previewed, synced
from tests.steps import Form, open_options, open_page
from tests.texts import CONDITIONS, LANGUAGES, TEXTS, TRIGGERS, keys, placeholders, words_in

OPTIONS = TEXTS["options"]


async def test_every_page_has_the_texts_of_its_fields(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    for page in PAGES:
        form = await open_page(hass, loaded, page)
        assert form["data_schema"]
        fields = dict.fromkeys(map(str, form["data_schema"].schema), "")

        assert keys(OPTIONS["step"][page]) == {
            "title": "",
            "description": "",
            "data": fields,
            "data_description": fields,
        }
        assert placeholders(OPTIONS["step"][page]) <= set(form["description_placeholders"] or ())


async def test_every_way_of_the_menus_has_a_text(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    first = await hass.config_entries.options.async_init(loaded.entry_id)
    menu = await open_options(hass, loaded)

    assert list(OPTIONS["step"]["first_sync"]["menu_options"]) == first["menu_options"]
    assert list(OPTIONS["step"]["init"]["menu_options"]) == menu["menu_options"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_stand_in_braces_is_explained_below_the_field(language: str) -> None:
    """The prefix is the field above."""
    texts = words_in(language).texts
    for field, fields in (("user_label", USER_FIELDS), ("tag_label", TAG_FIELDS)):
        text = texts[f"component.{DOMAIN}.options.step.labels.data_description.{field}"]
        for name in fields - PREFIX_FIELDS:
            assert f"{{{name}_field}} (" in text


def test_below_each_page_of_the_menu_a_line_says_what_it_is_about() -> None:
    """It is the first one of the page itself, so that who opens it finds it again."""
    lines = OPTIONS["step"]["init"]["menu_option_descriptions"]

    assert list(lines) == list(OPTIONS["step"]["init"]["menu_options"])
    for page in PAGES:
        assert OPTIONS["step"][page]["description"].startswith(f"{lines[page]}.")


async def test_previews_and_syncs_fill_in_what_their_texts_need(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    forms: list[Form] = [await previewed(hass, loaded), await synced(hass, loaded)]

    for form in forms:
        given = set(form["description_placeholders"] or ())
        assert placeholders(OPTIONS["step"][form["step_id"]]) == given
    assert keys(OPTIONS["step"]["changed"]) == keys(OPTIONS["step"]["preview"])
    assert placeholders(OPTIONS["step"]["changed"]) == placeholders(OPTIONS["step"]["preview"])
    assert set(OPTIONS["progress"]) == {"preview", "sync"}


def test_there_are_no_other_steps() -> None:
    questions = {"confirm_rename", "confirm_removal"}
    others = {"init", "first_sync", *questions, "preview", "changed", "synced", "failed"}

    assert set(OPTIONS) == {"step", "progress", "error", "abort"}
    assert set(OPTIONS["step"]) == {*PAGES, *others}
    assert set(OPTIONS["abort"]) == {"not_loaded", "not_read"}


async def test_what_can_be_chosen(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """In triggers and conditions as well. Other words there are fill the texts of forms."""
    forms = [await open_page(hass, loaded, page) for page in PAGES]
    chosen = {
        config["translation_key"]: {"options": dict.fromkeys(config["options"], "")}
        for config in (*_configs(forms), *_described())
        if "translation_key" in config
    }

    words = {"media", "preview", "restrictions", "template_rule", "webhook"}
    assert keys({key: TEXTS["selector"][key] for key in TEXTS["selector"].keys() - words}) == chosen
    assert set(TEXTS["selector"]["template_rule"]["options"]) == set(TemplateRule)


async def test_words_come_in_the_language_of_the_house(hass: HomeAssistant) -> None:
    hass.config.language = "de"

    assert (await words_of(hass, "preview"))["moved"] == "umbenannt in {labels}"


def _configs(forms: list[Any]) -> Iterator[Any]:
    for form in forms:
        for kind in form["data_schema"].schema.values():
            if isinstance(kind, SelectSelector):
                yield kind.config


def _described() -> Iterator[Any]:
    for described in (*TRIGGERS.values(), *CONDITIONS.values()):
        for field in described["fields"].values():
            yield field["selector"].get("select") or {}
