/** Home Assistant's own cards, as the pages of the dashboard use them. */

export const FULL = { columns: "full" };
export const HALF = { columns: 6 };
export const SMALL = { icon_height: "32px", grid_options: { ...HALF, rows: 2 } };

export const heading = (text, icon, more = {}) => ({
  type: "heading",
  heading: text,
  icon,
  ...more,
});

export const text = (content) => ({
  type: "markdown",
  text_only: true,
  content,
  grid_options: FULL,
});

export const navigate = (path) => ({ action: "navigate", navigation_path: path });

/** A button over the whole width that leads to a page. */
export const link = (name, icon, path) => ({
  type: "button",
  name,
  icon,
  ...SMALL,
  grid_options: { ...FULL, rows: 2 },
  tap_action: navigate(path),
});

/** A condition under which a card is seen: that an entity has none of these states. */
export const unless = (entity, state_not) => ({ condition: "state", entity, state_not });
