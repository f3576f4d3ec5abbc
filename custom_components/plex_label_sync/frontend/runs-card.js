/**
 * A card with the last runs: when each ended, how long it took, what it changed, and why not all.
 *
 * Home Assistant has no card that shows what an action answers.
 */

import { formatDateTime } from "./dates.js";
import { DOMAIN } from "./house.js";
import { ListCard, row } from "./list-card.js";
import { element } from "./loading-card.js";

export const RUNS_CARD = "plex-label-sync-runs";

/** What takes less than it would show, in seconds, is not said to take none. */
const SHORTEST = 0.1;

const ICONS = {
  ok: "mdi:check-circle-outline",
  partial: "mdi:alert-circle-outline",
  stopped: "mdi:alert-circle-outline",
  failed: "mdi:close-circle-outline",
};

/** Options: `config_entry_id` of the Plex server, and `entities` that change when runs do something. */
export class RunsCard extends ListCard {
  async _rows(texts) {
    if (this._isAway()) return [row(this._hass.localize("state.default.unavailable"), [])];
    const runs = await this._runs();
    if (runs.length === 0) return [row(texts.say("no_sync"), [])];
    return runs.map((run) => this._row(run, texts));
  }

  /** Whether the integration is not set up: Home Assistant logs an error for whoever asks it then. */
  _isAway() {
    return this._config.entities.every(
      (entity) => this._hass.states[entity]?.state === "unavailable",
    );
  }

  async _runs() {
    const { response } = await this._hass.callWS({
      type: "call_service",
      domain: DOMAIN,
      service: "get_history",
      service_data: { config_entry_id: this._config.config_entry_id },
      return_response: true,
    });
    return response.runs;
  }

  _row(run, texts) {
    const problems = run.problems.map(({ concerns, error }) =>
      concerns ? `${concerns}: ${error}` : error,
    );
    const lines = [this._changes(run, texts), ...problems].filter(Boolean);
    const icon = element("ha-icon", { icon: ICONS[run.status], className: run.status });
    return row(this._title(run, texts), lines, icon);
  }

  /** What it changed; nothing of a run of which an older version kept no numbers. */
  _changes({ added, removed }, texts) {
    if (added === null) return "";
    const key = added || removed ? "run_changed" : "run_unchanged";
    return texts.say(key, { added, removed });
  }

  /** When it was, how it ended unless well, and how long it took, if that is known. */
  _title(run, texts) {
    const parts = [
      formatDateTime(this._hass, run.ended),
      run.status !== "ok" && texts.state("sensor.last_sync_result", run.status),
      run.duration !== null && this._duration(run.duration),
    ];
    return parts.filter(Boolean).join(" · ");
  }

  _duration(seconds) {
    const shown = Math.max(seconds, SHORTEST);
    const [value, unit] = shown < 60 ? [shown, "second"] : [shown / 60, "minute"];
    return new Intl.NumberFormat(this._hass.locale.language, {
      style: "unit",
      unit,
      unitDisplay: "short",
      maximumFractionDigits: 1,
    }).format(value);
  }
}
