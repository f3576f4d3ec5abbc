/**
 * A card with the list of what waits: each title, who wants it, and since when.
 *
 * Home Assistant's own card for lists makes of each line about a title a page of Markdown: a hundred
 * of them take half of the time that the dashboard needs to open.
 */

import { ListCard, row } from "./list-card.js";

export const WAITING_CARD = "plex-label-sync-waiting";

/** A sign that the list masks, so that nobody's name is Markdown. */
const MASKED = /\\(?<sign>[!-/:-@[-`{-~])/gu;

/** Options: `entity`, the to-do list, and `entities` that change when what is on it does. */
export class WaitingCard extends ListCard {
  async _rows(texts) {
    const { items } = await this._hass.callWS({
      type: "todo/item/list",
      entity_id: this._config.entity,
    });
    if (items.length === 0) return [row(texts.say("nothing_waits"), [])];
    return items.map(({ summary, description }) => row(summary, lines(description)));
  }
}

const lines = (description) => (description ? [description.replaceAll(MASKED, "$<sign>")] : []);
