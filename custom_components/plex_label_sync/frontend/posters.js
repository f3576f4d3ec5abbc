/** The posters of what waits, as the media browser has them, for those who may see it. */

import { navigate } from "./cards.js";
import { DOMAIN, entryOf } from "./house.js";

const MOST = 8;
const FOUR_IN_A_ROW = { columns: 3 };

/** A card for each of the newest titles that wait and have a poster. */
export async function postersOfWaiting(hass, server) {
  if (!hass.user.is_admin || !hass.config.components.includes("media_source")) return [];
  const folder = `media-source://${DOMAIN}/${entryOf(server)}/waiting`;
  const titles = await titlesIn(hass, folder);
  return titles
    .filter((title) => title.thumbnail)
    .slice(0, MOST)
    .map((title) => ({
      type: "picture",
      image: title.thumbnail,
      alt_text: title.title,
      grid_options: FOUR_IN_A_ROW,
      tap_action: navigate(`/media-browser/browser/${encodeURIComponent(`,${folder}`)}`),
    }));
}

/** What is in a folder; nothing in one of a server that does not run. */
async function titlesIn(hass, media_content_id) {
  try {
    return (await hass.callWS({ type: "media_source/browse_media", media_content_id })).children;
  } catch (error) {
    console.info("Plex Label Sync shows no posters:", error.message);
    return [];
  }
}
