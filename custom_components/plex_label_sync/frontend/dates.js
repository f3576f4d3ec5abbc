/** Dates and times as the user chose in the profile: language, order, clock and time zone. */

const ORDERS = {
  DMY: ["day", "month", "year"],
  MDY: ["month", "day", "year"],
  YMD: ["year", "month", "day"],
};
const NUMERIC = { year: "numeric", month: "numeric", day: "numeric" };

/** A point in time that is given in ISO, with the date. */
export function formatDateTime({ locale, config }, iso) {
  const at = new Date(iso);
  const timeZone = locale.time_zone === "server" ? config.time_zone : undefined;
  const time = {
    timeStyle: "short",
    hourCycle: { 12: "h12", 24: "h23" }[locale.time_format],
    timeZone,
  };
  const clock = locale.time_format === "system" ? undefined : locale.language;
  if (!ORDERS[locale.date_format] && clock === languageOf(locale)) {
    return format(clock, { dateStyle: "medium", ...time }, at);
  }
  return `${dateOf(locale, timeZone, at)}, ${format(clock, time, at)}`;
}

/** A day that is given in ISO, such as `2026-11-29`: the same one in every time zone. */
export const formatDay = ({ locale }, iso) => dateOf(locale, "UTC", new Date(`${iso}T00:00:00Z`));

function dateOf(locale, timeZone, at) {
  const order = ORDERS[locale.date_format];
  if (!order) return format(languageOf(locale), { dateStyle: "medium", timeZone }, at);
  const parts = new Intl.DateTimeFormat(locale.language, { ...NUMERIC, timeZone }).formatToParts(
    at,
  );
  const part = (type) => parts.find((one) => one.type === type)?.value;
  return order.map((type) => part(type)).join(part("literal"));
}

/** In which language dates are written whose order is not chosen; nothing: in the browser's. */
const languageOf = ({ date_format, language }) => (date_format === "system" ? undefined : language);

const format = (language, options, at) => new Intl.DateTimeFormat(language, options).format(at);
