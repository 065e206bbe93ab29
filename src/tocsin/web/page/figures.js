// Figures drawn in SVG with d3's scales; beside each stands a table with the same numbers.
import { area, line, scaleLinear, scaleLog } from "./vendor.js";
import { html } from "./parts.js";
import { percent, plain, short, span, titled } from "./words.js";

const share = scaleLinear([0, 1], [0, 200]);

/** One share as a bar with both uncertainties: black for the computing, grey for the priors. */
export function ShareBar({ row }) {
  const known = (value) => typeof value === "number";
  return html`<svg class="share" viewBox="-2 0 204 18" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <rect class="track" x="0" y="3" width="200" height="9" />
    <rect class=${row.observed ? "bar observed" : "bar"} x="0" y="3" width=${share(row.share)} height="9" />
    ${known(row.low) && html`<path class="computing" d=${`M${share(row.low)} 7.5H${share(row.high)}M${share(row.low)} 5v5M${share(row.high)} 5v5`} />`}
    ${known(row.prior_low) && html`<path class="priors" d=${`M${share(row.prior_low)} 15.5H${Math.max(share(row.prior_high), share(row.prior_low) + 1)}`} />`}
  </svg>`;
}

/** The outcome shares: a table whose bars are the figure. */
export function Outcomes({ rows, caption, before }) {
  return html`<table class="outcomes"><caption>${caption}</caption>
    <thead><tr><th scope="col">outcome</th><th scope="col" class="number">share</th><th scope="col">from none to all; and how sure</th></tr></thead>
    <tbody>${rows.map((row) => html`<tr class=${row.observed ? "observed" : ""}>
      <th scope="row">${plain(row.outcome)}${row.observed && html`<span class="mark">observed</span>`}</th>
      <td class="number">${percent(row.share)}${before && html`<br /><small>was ${percent(before.find((old) => old.outcome === row.outcome)?.share)}</small>`}</td>
      <td><${ShareBar} row=${row} /><small>computing ${span(row.low, row.high)} · priors ${span(row.prior_low, row.prior_high)}</small></td>
    </tr>`)}</tbody></table>`;
}

/** A fan chart: 90 % and half of the histories as bands, the median as a line. fan: {name, years, quantiles ×5} */
export function Fan({ fan }) {
  const wide = 640;
  const tall = 200;
  const [low, quarter, middle, threequarters, high] = fan.quantiles;
  const values = fan.quantiles.flat();
  const x = scaleLinear([0, fan.years.length - 1], [56, wide - 14]);
  const y = scaleLinear([Math.min(...values), Math.max(...values) > Math.min(...values) ? Math.max(...values) : Math.min(...values) + 1], [tall - 24, 10]).nice(4);
  const band = (from, to) => area((value, place) => x(place), (value, place) => y(from[place]), (value, place) => y(to[place]))(from);
  const median = line((value, place) => x(place), (value) => y(value))(middle);
  const title = titled(fan.title ?? fan.name);
  const said = `${title}: median from ${short(middle[0])} in ${fan.years[0]} to ${short(middle.at(-1))} in ${fan.years.at(-1)}; 90 % of histories at the end between ${short(low.at(-1))} and ${short(high.at(-1))}`;
  return html`<figure class="fan"><figcaption>${title}${fan.unit && html` <span class="unit">(${fan.unit})</span>`}</figcaption>
    <svg viewBox=${`0 0 ${wide} ${tall}`} role="img" aria-label=${said}>
      ${y.ticks(4).map((tick) => html`<g><path class="grid" d=${`M56 ${y(tick)}H${wide - 14}`} /><text x="50" y=${y(tick) + 4} class="end">${short(tick)}</text></g>`)}
      <path class="outer" d=${band(low, high)} /><path class="inner" d=${band(quarter, threequarters)} /><path class="median" d=${median} />
      ${fan.years.map((year, place) => place % Math.ceil(fan.years.length / 5) === 0 && html`<text x=${x(place)} y=${tall - 6} class="middle">${year}</text>`)}
    </svg></figure>`;
}

/** Where a parameter lies and what it may be: the scale of its slider, 0 to 1000. */
export function sliderScale(parameter) {
  const density = parameter.prior?.density ?? [];
  const low = Number.isFinite(parameter.low) && parameter.low !== null && density.length === 0 ? parameter.low : parameter.prior?.from ?? density[0]?.[0] ?? parameter.low ?? 0;
  const high = density.length > 0 ? parameter.prior?.to ?? density.at(-1)[0] : Number.isFinite(parameter.high) && parameter.high !== null ? parameter.high : Math.max(1, 2 * (parameter.fixed ?? parameter.median ?? 1));
  const log = Boolean(parameter.prior?.log ?? parameter.log) && low > 0;
  return (log ? scaleLog : scaleLinear)([low, high > low ? high : low + 1], [0, 1000]).clamp(true);
}

/** The prior's density behind a slider. */
export function Density({ parameter, scale }) {
  const points = parameter.prior?.density ?? [];
  if (points.length < 2) return null;
  const most = Math.max(...points.map((point) => point[1])) || 1;
  const shape = area((point) => scale(point[0]), 30, (point) => 30 - 28 * (point[1] / most))(points);
  return html`<svg class="density" viewBox="0 0 1000 30" preserveAspectRatio="none" aria-hidden="true" focusable="false"><path d=${shape} /></svg>`;
}

/** Intervals on one line each: prior grey, posterior coloured. rows: [{name, unit, prior, posterior}] */
export function Posterior({ row }) {
  const x = scaleLinear([Math.min(row.prior.low, row.posterior.low), Math.max(row.prior.high, row.posterior.high)], [4, 196]);
  return html`<svg class="posterior" viewBox="0 0 200 24" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <path class="priors" d=${`M${x(row.prior.low)} 7H${x(row.prior.high)}`} /><path class="dot priors" d=${`M${x(row.prior.mean)} 3v8`} />
    <path class="learned" d=${`M${x(row.posterior.low)} 17H${x(row.posterior.high)}`} /><path class="dot learned" d=${`M${x(row.posterior.mean)} 13v8`} />
  </svg>`;
}

/** How often what was said to be so probable came true, against how probable it was said to be. */
export function Calibration({ bins, name }) {
  const at = scaleLinear([0, 1], [30, 230]);
  const up = scaleLinear([0, 1], [230, 10]);
  return html`<figure class="calibration"><figcaption>${titled(name)}: said against seen; on the line both are the same</figcaption>
    <svg viewBox="0 0 240 260" role="img" aria-label=${bins.map((bin) => `said ${percent(bin.forecast)}, seen ${percent(bin.frequency)}`).join("; ")}>
      <path class="grid" d=${`M${at(0)} ${up(0)}L${at(1)} ${up(1)}M${at(0)} ${up(0)}H${at(1)}M${at(0)} ${up(0)}V${up(1)}`} />
      ${bins.map((bin) => html`<g><path class="computing" d=${`M${at(bin.forecast)} ${up(bin.low)}V${up(bin.high)}`} /><circle cx=${at(bin.forecast)} cy=${up(bin.frequency)} r="4" /></g>`)}
      <text x="130" y="252" class="middle">said (0 to 1)</text></svg></figure>`;
}
