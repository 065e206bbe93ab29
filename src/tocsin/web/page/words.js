// Numbers and names as a reader takes them.

/** 0.486 -> "48.6 %"; what is more than nothing is never shown as nothing. */
export function percent(share) {
  if (share === null || share === undefined || Number.isNaN(share)) return "unknown";
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return `${(100 * share).toFixed(1)} %`;
}

const whole = (share) => (share > 0 && share < 0.005 ? "<1" : share < 1 && share > 0.995 ? ">99" : String(Math.round(100 * share)));

/** Two shares as "43–54 %". */
export function span(low, high) {
  if (low === null || low === undefined) return "unknown";
  if (high === 0) return "none seen";
  return whole(low) === whole(high) ? `${whole(low)} %` : `${whole(low)}–${whole(high)} %`;
}

/** Three significant figures, thousands apart. */
export function short(value) {
  if (typeof value !== "number") return value === null || value === undefined ? "" : String(value);
  if (value !== 0 && (Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9)) return value.toExponential(2);
  return Number(value.toPrecision(Math.abs(value) >= 100_000 ? 6 : Math.abs(value) >= 1000 ? 4 : 3)).toLocaleString("en-GB", { maximumFractionDigits: 6 });
}

/** "ruler_flees" -> "ruler flees". */
export const plain = (name) => String(name).replaceAll("_", " ").replace(/(?<=[a-z])-(?=[a-z])/g, " ").replace(/(?<=\d)-(?=\d)/g, "–").replaceAll(" > ", ", then ");

/** A name to be read beside others: with a capital. */
export const titled = (name) => { const words = plain(name); return words.charAt(0).toUpperCase() + words.slice(1); };
