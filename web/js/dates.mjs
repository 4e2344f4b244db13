import { language } from "./language.mjs";

/** The day of a time such as 2027-11-20T22:15:00Z, as the placards print it: in UTC. */
export function longDate(time) {
  const locale = language() === "pl" ? "pl" : `${language()}-US`;
  return new Date(time).toLocaleDateString(locale, { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });
}
