/** The page of one Plex server: which cards it has, and what they show. */

import { FULL, HALF, SMALL, heading, link, navigate, text, unless } from "./cards.js";
import { DOMAIN, entryOf, nameOf } from "./house.js";
import { MOST_PEOPLE, PEOPLE_CARD } from "./people-card.js";
import { POSTERS_CARD } from "./posters-card.js";
import { REPAIRS_CARD } from "./repairs-card.js";
import { RUNS_CARD } from "./runs-card.js";
import { WAITING_CARD } from "./waiting-card.js";

const INTEGRATION = `/config/integrations/integration/${DOMAIN}`;
const NO_STATE = ["unknown", "unavailable"];

const MOST_WAITING_ROWS = 6;

/** So many waiting titles fit into these rows; fewer would leave a part of them empty. */
const MOST_SEEN = 6;

/** All signs of ASCII: with a backslash before them, other people's names are no Markdown. */
const SIGNS = "([!-/:-@\\[-`{-~])";
const MASKED = String.raw`\\\1`;

/** The kinds of logbook entries that are in words; the entity's own changes are not. */
const OF_TITLES = ["label_added", "label_removed", "queued", "title_available"];

const pageOf = (device) => `/config/devices/device/${device.id}`;

const toList = (entity) => navigate(`/todo?entity_id=${entity}`);

/** The page of one Plex server. */
export class ServerPage {
  constructor(server, registry, texts) {
    this.server = server;
    this.registry = registry;
    this.texts = texts;
    this.hass = registry.hass;
  }

  get view() {
    return {
      title: this.registry.servers.length > 1 ? nameOf(this.server) : this.say("title"),
      path: this.server.id,
      type: "sections",
      max_columns: 3,
      dense_section_placement: true,
      sections: [
        this.sync(),
        this.happened(),
        this.waiting(),
        this.people(),
        this.syncs(),
        this.instances(),
      ]
        .filter((cards) => cards.length > 1)
        .map((cards) => ({ type: "grid", cards })),
    };
  }

  /** How the last sync ended, when the next one is due, and what one can do. */
  sync() {
    return [
      heading(this.name("button.sync"), "mdi:sync", {
        badges: [this.plex(), this.syncing()].filter(Boolean),
      }),
      this.tile("sensor.last_sync_result", { name: this.say("result"), grid_options: FULL }),
      this.tile("sensor.last_sync", { grid_options: FULL }),
      this.reason(),
      this.hass.user.is_admin && this.repairs(),
      this.hass.user.is_admin && this.preview(),
      this.syncNow(),
      this.tile("switch.enabled", {
        grid_options: FULL,
        features: [{ type: "toggle" }],
      }),
      this.tile("sensor.next_sync", {
        grid_options: FULL,
        visibility: [unless(this.entity("sensor.next_sync"), NO_STATE)],
      }),
    ].filter(Boolean);
  }

  plex() {
    const entity = this.entity("binary_sensor.plex");
    const name = nameOf(this.server);
    return entity && { type: "entity", entity, name, state_content: ["name", "state"] };
  }

  syncing() {
    const entity = this.entity("binary_sensor.syncing");
    const visibility = [{ condition: "state", entity, state: "on" }];
    return entity && { type: "entity", entity, visibility };
  }

  /** Why the last sync ended as it did, if it was not well, or that there was none yet. */
  reason() {
    const result = this.entity("sensor.last_sync_result");
    return (
      result && {
        type: "markdown",
        text_only: true,
        show_empty: false,
        visibility: [unless(result, ["ok"])],
        grid_options: FULL,
        content:
          `{% if is_state(${JSON.stringify(result)}, 'unknown') %}` +
          `${this.say("no_sync")}` +
          `{% else %}{{ (state_attr(${JSON.stringify(result)}, 'reason') or '')` +
          ` | regex_replace(${JSON.stringify(SIGNS)}, ${JSON.stringify(MASKED)}) }}{% endif %}`,
      }
    );
  }

  /** The way to what waits for a decision, for those who may open it. */
  repairs() {
    const others = this.registry.servers.filter(({ id }) => id !== this.server.id);
    return {
      type: `custom:${REPAIRS_CARD}`,
      entities: [this.entity("sensor.last_sync_result")].filter(Boolean),
      others: others.map((server) => entryOf(server)),
      grid_options: FULL,
    };
  }

  preview() {
    return {
      type: "button",
      name: this.say("preview"),
      icon: "mdi:eye-outline",
      ...SMALL,
      tap_action: {
        ...navigate(`${INTEGRATION}#config_entry=${entryOf(this.server)}`),
        confirmation: { text: this.say("how_to_preview") },
      },
    };
  }

  syncNow() {
    const entity = this.entity("button.sync");
    return (
      entity && {
        type: "button",
        entity,
        name: this.name("button.sync"),
        icon: "mdi:sync",
        show_state: false,
        ...SMALL,
        tap_action: {
          action: "perform-action",
          perform_action: "button.press",
          target: { entity_id: entity },
        },
      }
    );
  }

  /** What is not in Plex yet: posters of the newest, and the list, which scrolls when it is long. */
  waiting() {
    const entity = this.entity("todo.waiting");
    const rows = this.hass.states[entity]?.state > MOST_SEEN ? MOST_WAITING_ROWS : "auto";
    const list = entity
      ? {
          type: `custom:${WAITING_CARD}`,
          entity,
          entities: this.ofWaiting(entity),
          grid_options: { ...FULL, rows },
        }
      : this.tile("sensor.queue_size", { grid_options: FULL });
    return [
      heading(this.say("waiting"), "mdi:tray-full", entity && { tap_action: toList(entity) }),
      list && this.posters(list.entity),
      list,
    ].filter(Boolean);
  }

  /** Posters of the newest, for those who may see them; `waiting` counts what waits. */
  posters(waiting) {
    return (
      this.hass.user.is_admin &&
      this.has("media_source") && {
        type: `custom:${POSTERS_CARD}`,
        folder: `media-source://${DOMAIN}/${entryOf(this.server)}/waiting`,
        entities: this.ofWaiting(waiting),
        grid_options: FULL,
      }
    );
  }

  /** What changes when what waits does: as one title comes and another goes, the count stays. */
  ofWaiting(waiting) {
    return [waiting, this.entity("event.activity")].filter(Boolean);
  }

  /** What changed, as the logbook tells it in words, where there is a logbook. */
  happened() {
    const entity = this.entity("event.activity");
    const told =
      entity && this.has("logbook")
        ? {
            type: "logbook",
            hours_to_show: 72,
            target: { entity_id: entity },
            state_filter: OF_TITLES,
            grid_options: { ...FULL, rows: 6 },
          }
        : this.tile("event.activity", { grid_options: FULL });
    return [heading(this.say("happened"), "mdi:history"), told].filter(Boolean);
  }

  /** The last runs: when each ended, how long it took, what it changed, and why not all. */
  syncs() {
    return [
      heading(this.say("syncs"), "mdi:clipboard-text-clock-outline"),
      {
        type: `custom:${RUNS_CARD}`,
        config_entry_id: entryOf(this.server),
        entities: [this.entity("event.activity") ?? this.entity("sensor.last_sync")],
        grid_options: { ...FULL, rows: 5 },
      },
    ];
  }

  /** How many titles people want, those who want most first, and whose watchlist is unreadable. */
  people() {
    const people = this.registry
      .below(this.server, "sensor.wanted", "switch.labels")
      .sort((a, b) => this.wanted(b) - this.wanted(a));
    const card = {
      type: `custom:${PEOPLE_CARD}`,
      people: people.map((device) => this.person(device)),
      more: this.say("more_people", { count: people.length - MOST_PEOPLE }),
      unreadable: this.say("unreadable"),
      grid_options: FULL,
    };
    return [
      heading(this.name("sensor.users"), "mdi:account-group"),
      people.length > 0 && card,
    ].filter(Boolean);
  }

  person(device) {
    const entity = (which) => this.registry.entity(device, which);
    return {
      name: nameOf(device),
      entity: entity("sensor.wanted") ?? entity("switch.labels"),
      watchlist: entity("binary_sensor.watchlist"),
      path: this.hass.user.is_admin ? pageOf(device) : undefined,
    };
  }

  wanted(device) {
    const sensor = this.registry.entity(device, "sensor.wanted");
    return Number(this.hass.states[sensor]?.state) || 0;
  }

  /** Whether each Radarr, Sonarr and Seerr answers, and when it last told something. */
  instances() {
    const instances = this.registry.below(this.server, "binary_sensor.connection");
    const cards = instances.flatMap((device) => {
      const webhook = this.registry.entity(device, "sensor.last_webhook");
      return [
        {
          type: "tile",
          entity: this.registry.entity(device, "binary_sensor.connection"),
          name: nameOf(device),
          color: "green",
          grid_options: webhook ? HALF : FULL,
          tap_action: this.toDevice(device),
        },
        webhook && {
          type: "tile",
          entity: webhook,
          name: this.name("sensor.last_webhook"),
          grid_options: HALF,
        },
      ].filter(Boolean);
    });
    const none = [text(this.say("no_instance")), this.link(this.say("add"), "mdi:plus")];
    return [
      heading(this.say("instances"), "mdi:download-network-outline"),
      ...(cards.length > 0 ? cards : none.filter(Boolean)),
    ];
  }

  /** A button that leads to the integration's page, for those who may go there. */
  link(name, icon) {
    return this.hass.user.is_admin
      ? link(name, icon, `${INTEGRATION}#config_entry=${entryOf(this.server)}`)
      : text(name);
  }

  tile(which, more = {}) {
    const entity = this.entity(which);
    return entity && { type: "tile", entity, name: this.name(which), grid_options: HALF, ...more };
  }

  toDevice(device) {
    return this.hass.user.is_admin ? navigate(pageOf(device)) : { action: "more-info" };
  }

  entity(which) {
    return this.registry.entity(this.server, which);
  }

  has(component) {
    return this.hass.config.components.includes(component);
  }

  name(which) {
    return this.texts.name(which);
  }

  say(key, values) {
    return this.texts.say(key, values);
  }
}
