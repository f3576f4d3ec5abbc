/**
 * What the dashboard knows of the house: devices, entities, and texts in the user's language.
 *
 * Entities are found in the registries by their translation keys, whatever they are called. The
 * texts are the integration's own, from its translations.
 */

export const DOMAIN = "plex_label_sync";

export const nameOf = (device) => device.name_by_user || device.name || "";

export const entryOf = (device) => device.identifiers.find(([domain]) => domain === DOMAIN)[1];

/** The integration's devices and their entities, those that the user hides left out. */
export class Registry {
  constructor(hass) {
    this.hass = hass;
    this.entities = new Map();
    for (const entity of Object.values(hass.entities)) {
      if (entity.platform === DOMAIN && entity.device_id && !entity.hidden) {
        this.entities.set(this._key(entity.device_id, entity), entity.entity_id);
      }
    }
    this.devices = Object.values(hass.devices)
      .filter((device) => device.identifiers.some(([domain]) => domain === DOMAIN))
      .sort((a, b) => nameOf(a).localeCompare(nameOf(b), hass.language));
  }

  /** The devices of Plex servers. */
  get servers() {
    return this.devices.filter((device) => !device.via_device_id);
  }

  /** The devices below a server that have an entity, such as `sensor.wanted` for people. */
  below(server, ...which) {
    return this.devices.filter(
      (device) =>
        device.via_device_id === server.id && which.some((one) => this.entity(device, one)),
    );
  }

  /** The id of a device's entity, by domain and translation key; nothing where there is none. */
  entity(device, which) {
    return this.entities.get(`${device.id} ${which}`);
  }

  _key(device, entity) {
    return `${device} ${entity.entity_id.split(".")[0]}.${entity.translation_key}`;
  }
}

/** The texts, in the user's language. */
export class Texts {
  static async load(hass) {
    const load = (category) => hass.loadBackendTranslation(category, DOMAIN);
    await Promise.all([load("entity"), load("common")]);
    // What is there is not asked for again, and now it is all there.
    return new Texts(await load("common"));
  }

  constructor(localize) {
    this._localize = localize;
  }

  /** A text of the dashboard. */
  say(key, values) {
    return this._localize(`component.${DOMAIN}.common.dashboard_${key}`, values);
  }

  /** What an entity is called, such as `sensor.last_sync`. */
  name(which) {
    return this._localize(`component.${DOMAIN}.entity.${which}.name`);
  }

  /** A state of an entity, such as `partial` of `sensor.last_sync_result`. */
  state(which, state) {
    return this._localize(`component.${DOMAIN}.entity.${which}.state.${state}`);
  }
}
