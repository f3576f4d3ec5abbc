/** What our own cards share: they load what they show, and again when something happened. */

/** So long after something happened whatever it did can be read, in milliseconds. */
const SETTLED = 2000;

/** An element with properties and with what stands in it. */
export const element = (tag, more, ...children) => {
  const made = Object.assign(document.createElement(tag), more);
  made.append(...children);
  return made;
};

/** A card that shows what its `_load` gets. Option: `entities`, which change when that does. */
export class LoadingCard extends HTMLElement {
  setConfig(config) {
    this._config = config;
    this._root ??= this.attachShadow({ mode: "open" });
  }

  set hass(hass) {
    const before = this._hass;
    this._hass = hass;
    if (!before) this._load();
    else if (this._isOld(before)) this._loadLater();
  }

  /** Whether what is shown may be another one by now; `before` is the house as it was. */
  _isOld(before) {
    const isOther = (entity) => before.states[entity] !== this._hass.states[entity];
    return this._config.entities.some(isOther);
  }

  /** Once for all that happens meanwhile. */
  _loadLater() {
    this._later ??= setTimeout(() => {
      this._later = undefined;
      this._load();
    }, SETTLED);
  }
}
