// Pieces that every tab uses: problems, progress, tables, explanations of what is not there yet.
import { h, htm } from "./vendor.js";

export const html = htm.bind(h);

/** A refusal with what was expected and the nearest valid name. */
export function Problem({ error, retry }) {
  if (!error) return null;
  const problems = error.problems ?? [];
  return html`<div class="problem" role="alert">
    <strong>${error.gone ? "The server does not answer." : "This did not work."}</strong>
    ${problems.length === 0 && html`<p>${error.message}</p>`}
    ${problems.map((each) => html`<p>${each.key && html`<code>${each.key}</code>${": "}`}${each.message}
      ${each.expected && html`<br />Expected: ${each.expected}.`}
      ${each.nearest && html`<br />Nearest valid name: <code>${each.nearest}</code>.`}</p>`)}
    ${error.wait > 0 && html`<p>The server is busy; asking again in ${error.wait} s.</p>`}
    ${retry && html`<button type="button" onClick=${retry}>Try again</button>`}
  </div>`;
}

/** What a job does now, told to screen readers too, with Cancel. */
export function Progress({ task, what }) {
  const { job, busy } = task;
  const said = !busy ? (job?.status === "cancelled" ? "Cancelled. Nothing more is computed." : job?.status === "done" ? `Done in ${job.seconds?.toFixed?.(1) ?? "?"} s.` : "")
    : !job ? "Asking the server" : job.status === "waiting" ? "Waiting for a free worker"
      : `${what}${job.total ? ` ${job.done.toLocaleString("en-GB")} of ${job.total.toLocaleString("en-GB")}` : ""}`;
  return html`<div class="progress">
    <p role="status" aria-live="polite">${said}</p>
    ${busy && html`<progress aria-label=${what} max=${job?.total || 1} value=${job?.total ? job.done : undefined}></progress>
      <button type="button" onClick=${task.cancel}>Cancel</button>`}
  </div>`;
}

/** A table with a caption; columns: [heading, row => cell, is number]. It scrolls by itself where it is too wide. */
export function Table({ caption, columns, rows, hidden }) {
  return html`<div class="wide" tabindex="0" role="region" aria-label=${caption}><table>
    <caption class=${hidden ? "unseen" : ""}>${caption}</caption>
    <thead><tr>${columns.map(([name, , number]) => html`<th scope="col" class=${number ? "number" : ""}>${name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${columns.map(([, cell, number], place) => place === 0
    ? html`<th scope="row">${cell(row)}</th>` : html`<td class=${number ? "number" : ""}>${cell(row)}</td>`)}</tr>`)}</tbody>
  </table></div>`;
}

/** Where there is nothing yet: what will be here, and the button for it. */
export function Empty({ children, run, label }) {
  return html`<div class="empty">${children}${run && html`<p><button type="button" class="main" onClick=${run}>${label}</button></p>`}</div>`;
}

/** That figures are those of other settings, with the button that computes them anew. */
export function Stale({ stale, result, start }) {
  if (!stale || !result) return null;
  return html`<p class="warn">The settings have changed since: these are the figures of before. <button type="button" onClick=${start}>Compute again</button></p>`;
}

/** The words of a reading and its doubt, as the command line prints them. */
export function Reading({ result }) {
  return html`<dl class="reading">
    ${result.reading && html`<dt>Reading</dt><dd>${result.reading}</dd>`}
    ${result.doubt && html`<dt>Doubt</dt><dd>${result.doubt}</dd>`}
  </dl>`;
}

/** Links of what can be taken away. */
export function Downloads({ job, tables, figures, report }) {
  if (!job) return null;
  const base = `/api/jobs/${job.id}`;
  return html`<section class="downloads"><h3>Take away</h3><ul>
    ${tables.flatMap((table) => ["csv", "parquet"].map((kind) => html`<li><a download href=${`${base}/table/${table}.${kind}`}>${table}.${kind}</a></li>`))}
    ${figures.flatMap((figure) => ["svg", "png"].map((kind) => html`<li><a download href=${`${base}/figure/${figure}.${kind}`}>${figure}.${kind}</a></li>`))}
    ${report && html`<li><a href=${`${base}/report.html`}>report.html</a></li>`}
  </ul></section>`;
}
