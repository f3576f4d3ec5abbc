/**
 * The dashboard of Plex Label Sync, `strategy: {type: custom:plex-label-sync}`.
 *
 * Belongs here: what Home Assistant's pages ask of a strategy, and that they find it.
 */

import { heading, link, text } from "./cards.js";
import { DOMAIN, Registry, Texts } from "./house.js";
import { PEOPLE_CARD, PeopleCard } from "./people-card.js";
import { POSTERS_CARD, PostersCard } from "./posters-card.js";
import { REPAIRS_CARD, RepairsCard } from "./repairs-card.js";
import { RUNS_CARD, RunsCard } from "./runs-card.js";
import { ServerPage } from "./server-page.js";
import { WAITING_CARD, WaitingCard } from "./waiting-card.js";

/** The page that is shown as long as there is no Plex server. */
function emptyPage(hass, texts) {
  const cards = [
    heading("Plex Label Sync", "mdi:label-multiple-outline"),
    text(texts.say("empty")),
  ];
  if (hass.user.is_admin) {
    cards.push(
      link(texts.say("add"), "mdi:plus", `/config/integrations/dashboard/add?domain=${DOMAIN}`),
    );
  }
  return { title: "Plex Label Sync", type: "sections", sections: [{ type: "grid", cards }] };
}

class PlexLabelSyncDashboard extends HTMLElement {
  /** Home Assistant makes the dashboard anew when one of these changes. */
  static registryDependencies = ["entities", "devices"];

  /** What Home Assistant suggests for a new dashboard of this kind. */
  static async getCreateSuggestions(hass) {
    const texts = await Texts.load(hass);
    return { title: texts.say("title"), icon: "mdi:label-multiple-outline" };
  }

  static async generate(_config, hass) {
    const texts = await Texts.load(hass);
    const registry = new Registry(hass);
    const views = registry.servers.map((server) => new ServerPage(server, registry, texts).view);
    return { views: views.length > 0 ? views : [emptyPage(hass, texts)] };
  }
}

// What is defined earlier is lost: Home Assistant brings a registry of elements of its own along.
await customElements.whenDefined("home-assistant");
customElements.define("ll-strategy-dashboard-plex-label-sync", PlexLabelSyncDashboard);
customElements.define(PEOPLE_CARD, PeopleCard);
customElements.define(POSTERS_CARD, PostersCard);
customElements.define(REPAIRS_CARD, RepairsCard);
customElements.define(RUNS_CARD, RunsCard);
customElements.define(WAITING_CARD, WaitingCard);

globalThis.customStrategies ??= [];
globalThis.customStrategies.push({
  type: "plex-label-sync",
  strategyType: "dashboard",
  name: "Plex Label Sync",
  /** In the user's language; the list is shown again once that is loaded. */
  get description() {
    const { hass } = document.querySelector("home-assistant");
    hass.loadBackendTranslation("common", DOMAIN);
    return new Texts(hass.localize).say("description");
  },
});
