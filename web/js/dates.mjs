/** The day of a time such as 2027-11-20T22:15:00Z, as the placards print it: in UTC. */
export function longDate(time) {
  return new Date(time).toLocaleDateString("en-US", { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" });
}
