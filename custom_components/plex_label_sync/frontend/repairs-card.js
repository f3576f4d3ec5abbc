/**
 * A card that leads to Home Assistant's repairs while one of ours waits there or syncing is stopped.
 *
 * Home Assistant has no condition under which a card is seen that knows of repairs.
 */

import { DOMAIN, Texts } from "./house.js";
import { LoadingCard, element } from "./loading-card.js";

export const REPAIRS_CARD = "plex-label-sync-repairs";

const REPAIRS = "/config/repairs";
const CHANGED = "repairs_issue_registry_updated";
const STOPPED = "stopped";

const STYLE = `
  a {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: calc(
      var(--ha-section-grid-row-height, 56px) - 2 * var(--ha-card-border-width, 1px)
    );
    padding: 8px 10px;
    box-sizing: border-box;
    color: var(--primary-text-color);
    text-decoration: none;
  }
  a:focus-visible { outline: 2px solid var(--primary-color); border-radius: inherit; }
  ha-icon { color: var(--warning-color); padding: 6px; }
  div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
  p { margin: 0; font-size: 14px; font-weight: 500; line-height: 20px; }
  p + p { font-size: 12px; font-weight: 400; line-height: 16px; letter-spacing: 0.4px; }
  ha-icon-next { color: var(--secondary-text-color); }
`;

/**
 * Options: `entities` with that of the last result alone, and the `others`, config entries of ours
 * that have a page of their own.
 */
export class RepairsCard extends LoadingCard {
  /** Home Assistant takes other hidden cards out of the page: they would hear of nothing. */
  connectedWhileHidden = true;

  setConfig(config) {
    super.setConfig(config);
    this.hidden = true;
  }

  getCardSize() {
    return 1;
  }

  connectedCallback() {
    if (this._hass) this._load();
  }

  async disconnectedCallback() {
    const following = this._following;
    this._following = undefined;
    const end = await following;
    end?.();
  }

  _isOld(before) {
    return super._isOld(before) || (this._hass.connected && !before.connected);
  }

  async _load() {
    this._follow();
    try {
      const [texts, issues] = await Promise.all([Texts.load(this._hass), this._issues()]);
      this._show(texts, issues.length);
    } catch (error) {
      console.info("Plex Label Sync does not know of repairs:", error.message);
    }
  }

  /** Load again whenever an issue comes or goes, as long as this is on a page. */
  _follow() {
    if (!this.isConnected) return;
    const again = () => this._loadLater();
    this._following ??= this._hass.connection.subscribeEvents(again, CHANGED);
  }

  /** The open issues of the server, and those that are no server's, such as of what is gone. */
  async _issues() {
    const { issues } = await this._hass.callWS({ type: "repairs/list_issues" });
    const isElsewhere = (id) => this._config.others.some((entry) => id.endsWith(entry));
    // What Home Assistant raises for us, such as that one has to sign in again, names us as well.
    return issues.filter(
      ({ issue_domain, domain, issue_id, ignored }) =>
        (issue_domain ?? domain) === DOMAIN && !ignored && !isElsewhere(issue_id),
    );
  }

  _show(texts, count) {
    const isStopped = this._config.entities.some(
      (entity) => this._hass.states[entity]?.state === STOPPED,
    );
    this.hidden = count === 0 && !isStopped;
    const lines = [texts.say("repairs"), count > 0 && texts.say("open_issues", { count })];
    const told = lines.filter(Boolean).map((line) => element("p", { textContent: line }));
    const link = element(
      "a",
      { href: REPAIRS },
      element("ha-icon", { icon: "mdi:wrench-outline" }),
      element("div", {}, ...told),
      element("ha-icon-next"),
    );
    this._root.replaceChildren(
      element("style", { textContent: STYLE }),
      element("ha-card", {}, link),
    );
    this.dispatchEvent(new Event("card-visibility-changed"));
  }
}
