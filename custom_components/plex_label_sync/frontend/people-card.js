/**
 * A card with how many titles people want, and whose watchlist cannot be read.
 *
 * Belongs here: what would be a card of Home Assistant's for each of two hundred people.
 */

import { element } from "./loading-card.js";

export const PEOPLE_CARD = "plex-label-sync-people";

/** So many people are shown at first. */
export const MOST_PEOPLE = 12;

const STYLE = `
  ul {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--ha-section-grid-row-gap, 8px) var(--ha-section-grid-column-gap, 8px);
  }
  a, button {
    display: flex;
    align-items: center;
    gap: 10px;
    width: 100%;
    height: calc(var(--ha-section-grid-row-height, 56px) - 2 * var(--ha-card-border-width, 1px));
    padding: 0 10px;
    box-sizing: border-box;
    border: 0;
    background: none;
    color: var(--primary-text-color);
    font: inherit;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  :focus-visible { outline: 2px solid var(--primary-color); border-radius: inherit; }
  ha-icon { color: var(--state-icon-color); padding: 6px; }
  div { min-width: 0; }
  p { margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  div p { font-size: 14px; font-weight: 500; line-height: 20px; }
  div p + p { font-size: 12px; font-weight: 400; line-height: 16px; letter-spacing: 0.4px; }
  .all { justify-content: center; margin-top: 8px; color: var(--primary-color); }
  .unreadable { margin-top: 8px; padding: 12px 16px; }
  .unreadable p { white-space: normal; overflow-wrap: anywhere; color: var(--error-color); }
  [hidden] { display: none; }
`;

/**
 * Options: `people`, those who want most first, each with a `name`, the `entity` that is shown, the
 * `path` of the person's page for those who may open it, and the `watchlist` that can be a problem;
 * and the texts `more` and `unreadable`.
 */
export class PeopleCard extends HTMLElement {
  setConfig(config) {
    this._config = config;
    this._root ??= this.attachShadow({ mode: "open" });
    this._list = element("ul");
    this._unread = element("p");
    this._unreadable = element("ha-card", { className: "unreadable" }, this._unread);
    this._rows = [];
    this._root.replaceChildren(
      element("style", { textContent: STYLE }),
      this._list,
      this._button(),
      this._unreadable,
    );
    this._add(config.people.slice(0, MOST_PEOPLE));
    if (this._hass) this._tell();
  }

  set hass(hass) {
    this._hass = hass;
    this._tell();
  }

  getCardSize() {
    return Math.ceil(this._rows.length / 2) + 1;
  }

  /** What shows all people, where there are more. */
  _button() {
    const button = element("button", { className: "all", textContent: this._config.more });
    button.hidden = this._config.people.length <= MOST_PEOPLE;
    button.addEventListener("click", () => {
      button.hidden = true;
      this._add(this._config.people.slice(MOST_PEOPLE));
      this._tell();
    });
    return button;
  }

  _add(people) {
    const rows = people.map((person) => ({ entity: person.entity, state: element("p"), person }));
    this._list.append(...rows.map((row) => element("li", {}, this._row(row))));
    this._rows.push(...rows);
  }

  _row({ person, state }) {
    const name = element("p", { textContent: person.name });
    const icon = element("ha-icon", { icon: "mdi:account" });
    const link = person.path
      ? element("a", { href: person.path })
      : element("button", { onclick: () => this._open(person.entity) });
    link.append(icon, element("div", {}, name, state));
    return element("ha-card", {}, link);
  }

  /** Show an entity in Home Assistant's own dialog. */
  _open(entityId) {
    const more = { bubbles: true, composed: true, detail: { entityId } };
    this.dispatchEvent(new CustomEvent("hass-more-info", more));
  }

  _tell() {
    for (const { entity, state } of this._rows) {
      say(state, this._stateOf(entity));
    }
    const { people, unreadable } = this._config;
    const unread = people.filter(({ watchlist }) => this._hass.states[watchlist]?.state === "on");
    say(this._unread, `${unreadable}: ${unread.map(({ name }) => name).join(", ")}`);
    this._unreadable.hidden = unread.length === 0;
  }

  _stateOf(entity) {
    const state = this._hass.states[entity];
    return state ? this._hass.formatEntityState(state) : "";
  }
}

/** Let an element say something; what already does is left alone. */
function say(where, text) {
  if (where.textContent !== text) where.textContent = text;
}
