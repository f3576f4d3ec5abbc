/**
 * A card with the list of what waits: each title, who wants it, and since when.
 *
 * Home Assistant's own card for lists makes of each line about a title a page of Markdown: a hundred
 * of them take half of the time that the dashboard needs to open.
 */

import { formatDay } from "./dates.js";
import { ListCard, row } from "./list-card.js";

export const WAITING_CARD = "plex-label-sync-waiting";

/** A sign that the list masks, so that nobody's name is Markdown. */
const MASKED = /\\(?<sign>[!-/:-@[-`{-~])/gu;

/** The day since when it waits, in which each line about a title ends; Home Assistant writes ISO. */
const SINCE = /\d{4}-\d{2}-\d{2}$/u;

/** Options: `entity`, the to-do list, and `entities` that change when what is on it does. */
export class WaitingCard extends ListCard {
  async _rows(texts) {
    const { items } = await this._hass.callWS({
      type: "todo/item/list",
      entity_id: this._config.entity,
    });
    if (items.length === 0) return [row(texts.say("nothing_waits"), [])];
    return items.map(({ summary, description }) => row(summary, this._lines(description)));
  }

  _lines(description) {
    if (!description) return [];
    const told = description.replaceAll(MASKED, "$<sign>");
    return [told.replace(SINCE, (day) => formatDay(this._hass, day))];
  }
}
