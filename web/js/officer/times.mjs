/** Points in time and how long it is until then. */

import { languageTag } from "./texts.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Date and time in the time zone of this computer. */
export function timeText(time) {
  return new Date(time).toLocaleString(languageTag(), { dateStyle: "medium", timeStyle: "short" });
}

/** How long it is until then, in the two largest units: 2 days 3 hr, 5 hr 12 min, 8 min. */
export function untilText(time, now) {
  const left = Math.max(0, new Date(time) - now);
  const [days, hours, minutes] = [left / DAY, (left % DAY) / HOUR, (left % HOUR) / MINUTE].map(Math.floor);
  return days > 0 ? `${unit(days, "day")} ${unit(hours, "hour")}` : hours > 0 ? `${unit(hours, "hour")} ${unit(minutes, "minute")}` : unit(minutes, "minute");
}

/** The time zone in which times are typed and shown. */
export function timeZoneText() {
  const parts = new Intl.DateTimeFormat(languageTag(), { timeZoneName: "long" }).formatToParts(new Date());
  return parts.find(({ type }) => type === "timeZoneName").value;
}

function unit(count, name) {
  return count.toLocaleString(languageTag(), { style: "unit", unit: name, unitDisplay: name === "day" ? "long" : "short" });
}
