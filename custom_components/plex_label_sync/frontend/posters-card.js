/**
 * A card with the posters of the newest titles that wait, as the media browser has them.
 *
 * Home Assistant has no card that shows what is in a folder.
 */

import { LoadingCard, element } from "./loading-card.js";

export const POSTERS_CARD = "plex-label-sync-posters";

const MOST = 8;

/** Addresses of posters lead to them for two hours: so long they stand, in milliseconds. */
const FRESH = 90 * 60_000;

/** After this time a folder that could not be read is asked for again, in milliseconds. */
const FAILED = 60_000;

const STYLE = `
  div {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: var(--ha-section-grid-row-gap, 8px) var(--ha-section-grid-column-gap, 8px);
  }
  a {
    display: block;
    border-radius: var(--ha-card-border-radius, 12px);
    overflow: hidden;
    text-decoration: none;
  }
  a:focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; }
  img {
    display: block;
    width: 100%;
    aspect-ratio: 2 / 3;
    object-fit: cover;
    background: var(--card-background-color);
    color: var(--secondary-text-color);
  }
`;

/**
 * Options: `folder` of the media browser, and `entities` that change when what is in it does.
 *
 * As long as there is no poster to show, the card is hidden.
 */
export class PostersCard extends LoadingCard {
  _titles = [];
  _until = 0;

  setConfig(config) {
    super.setConfig(config);
    this.hidden = true;
  }

  getCardSize() {
    return 4;
  }

  _isOld(before) {
    return Date.now() >= this._until || super._isOld(before);
  }

  async _load() {
    try {
      const titles = await this._newest();
      // Every answer has addresses of its own: posters that stand would be loaded anew.
      if (Date.now() < this._until && sameTitles(titles, this._titles)) return;
      this._until = Date.now() + FRESH;
      this._show(titles);
    } catch (error) {
      console.info("Plex Label Sync shows no posters:", error.message);
      this._until = Date.now() + FAILED;
      this._show([]);
    }
  }

  async _newest() {
    const { children } = await this._hass.callWS({
      type: "media_source/browse_media",
      media_content_id: this._config.folder,
    });
    return children.filter((title) => title.thumbnail).slice(0, MOST);
  }

  _show(titles) {
    this._titles = titles;
    this._root.replaceChildren(
      element("style", { textContent: STYLE }),
      element("div", {}, ...titles.map((title) => this._poster(title))),
    );
    this.hidden = titles.length === 0;
    this.dispatchEvent(new Event("card-visibility-changed"));
  }

  _poster({ title, thumbnail }) {
    const href = `/media-browser/browser/${encodeURIComponent(`,${this._config.folder}`)}`;
    const image = element("img", { src: thumbnail, alt: title });
    return element("a", { href, title }, image);
  }
}

const sameTitles = (some, others) =>
  some.length === others.length &&
  some.every((title, place) => title.media_content_id === others[place].media_content_id);
