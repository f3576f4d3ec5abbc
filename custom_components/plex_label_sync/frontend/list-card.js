/** What our cards with lists share: rows that scroll, and the reason where there are none. */

import { Texts } from "./house.js";
import { LoadingCard, element } from "./loading-card.js";

const STYLE = `
  ha-card { height: 100%; overflow-y: auto; padding: 12px 16px; box-sizing: border-box; }
  ul { list-style: none; margin: 0; padding: 0; }
  li { display: flex; gap: 12px; padding: 6px 0; }
  li > div { min-width: 0; overflow-wrap: anywhere; }
  p { margin: 0; }
  .more { color: var(--secondary-text-color); font-size: 0.9em; }
  .ok { color: var(--success-color); }
  .partial, .stopped { color: var(--warning-color); }
  .failed { color: var(--error-color); }
`;

/** A card with the rows that its `_rows` gets. */
export class ListCard extends LoadingCard {
  getCardSize() {
    return 4;
  }

  /** Dates are written anew for whoever chooses to see them in another way. */
  _isOld(before) {
    return super._isOld(before) || before.locale !== this._hass.locale;
  }

  async _load() {
    const content = await this._content(await Texts.load(this._hass));
    this._root.replaceChildren(
      element("style", { textContent: STYLE }),
      element("ha-card", {}, content),
    );
  }

  async _content(texts) {
    try {
      const rows = await this._rows(texts);
      return element("ul", {}, ...rows);
    } catch (error) {
      return element("p", { textContent: error.message });
    }
  }
}

/** A row with a title, and lines about it; `before` it may stand an icon. */
export function row(title, lines, ...before) {
  const about = lines.map((line) => element("p", { textContent: line, className: "more" }));
  const text = element("div", {}, element("p", { textContent: title }), ...about);
  return element("li", {}, ...before, text);
}
