/** Saves all that a search finds, on all of its pages. */

import { save } from "../downloads.mjs";

/** As CSV, as the registry writes it, with one row of names. */
export async function exportCsv(api, query, onProgress) {
  const parts = [];
  for await (const page of api.everyPageAsCsv(query)) {
    parts.push(parts.length === 0 ? page : page.slice(page.indexOf("\n") + 1));
    onProgress();
  }

  save(new Blob(parts, { type: "text/csv" }), fileName(query, "csv"));
}

/** As one GeoJSON FeatureCollection. */
export async function exportGeoJson(api, query, onProgress) {
  const features = [];
  for await (const page of api.everyPage(query)) {
    features.push(...page.features);
    onProgress();
  }

  const collection = JSON.stringify({ type: "FeatureCollection", features }, null, 1);
  save(new Blob([collection], { type: "application/geo+json" }), fileName(query, "geojson"));
}

function fileName({ caseNumber }, ending) {
  return `cameras-${caseNumber.replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")}.${ending}`;
}
