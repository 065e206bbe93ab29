// Rivals: how probable each theory makes what happened, what the record teaches of its numbers, and scores.
import { useState } from "./vendor.js";
import { Calibration, Posterior, ShareBar } from "./figures.js";
import { Empty, Problem, Progress, Stale, Table, html } from "./parts.js";
import { percent, plain, short } from "./words.js";

const bound = (row) => (row.log_evidence === null ? "no history agrees" : `${row.log_evidence.toFixed(2)} ± ${(row.error ?? 0).toFixed(2)}`);

function Evidence({ result }) {
  const [place, choose] = useState(0);
  const comparison = result.comparisons[Math.min(place, result.comparisons.length - 1)];
  return html`<section><h3>Evidence</h3>
    <label>Features of the record <select value=${place} onChange=${(event) => choose(Number(event.target.value))}>
      ${result.comparisons.map((each, index) => html`<option value=${index}>${each.features.map(plain).join(", ")}</option>`)}</select></label>
    <table class="outcomes"><caption>Probability of each theory among these, all equally probable before</caption>
      <thead><tr><th scope="col">theory</th><th scope="col" class="number">probability</th><th scope="col">and its log evidence</th></tr></thead>
      <tbody>${comparison.theories.map((row) => html`<tr><th scope="row">${plain(row.theory)}</th><td class="number">${percent(row.probability)}</td>
        <td><${ShareBar} row=${{ share: row.probability ?? 0, low: row.probability_low, high: row.probability_high }} /><small>${bound(row)} · ${row.method}</small></td></tr>`)}</tbody></table>
  </section>`;
}

function Learned({ result, theory }) {
  const rows = result.parameters.filter((row) => row.theory === theory && row.moved);
  const seen = new Map();
  for (const row of rows) {
    const before = seen.get(row.name);
    if (!before || row.divergence > before.divergence) seen.set(row.name, row);
  }
  const most = [...seen.values()].sort((one, other) => other.divergence - one.divergence).slice(0, 12);
  return html`<section><h3>What the record teaches of the numbers of ${plain(theory)}</h3>
    ${most.length === 0 ? html`<p>It moves none of them clearly.</p>` : html`<p class="quiet"><span class="key priors">grey</span> before (5–95 %), <span class="key learned">blue</span> after.</p>
    <${Table} caption="Parameters that the record moves most" rows=${most} columns=${[["parameter", (row) => html`<code>${row.name}</code><br /><small>${row.unit}</small>`],
    ["before and after", (row) => html`<${Posterior} row=${row} />`], ["before", (row) => short(row.prior.mean), true], ["after", (row) => `${short(row.posterior.mean)} (${short(row.posterior.low)} to ${short(row.posterior.high)})`, true]]} />`}
  </section>`;
}

function Predictive({ result, theory }) {
  const rows = result.predictive.filter((row) => row.theory === theory);
  if (rows.length === 0) return null;
  return html`<section><h3>What it would have expected</h3><${Table} caption=${`Probability of what was observed, before and after learning from the record, under ${plain(theory)}`} rows=${rows} columns=${[["feature", (row) => plain(row.feature)], ["observed", (row) => row.observed.map(plain).join(" or ")],
    ["before", (row) => percent(row.prior), true], ["after", (row) => percent(row.posterior), true], ["expected instead", (row) => plain(row.expected)]]} /></section>`;
}

/** Scores over the case library: any numbers that the server gives of a forecaster, and its calibration. */
function Scores({ result }) {
  const rows = result.scores;
  return html`<section><h3>Scores</h3><${Table} caption="How well each predicts" rows=${rows} columns=${[["forecast by", (row) => plain(row.theory)], ...["brier", "log_score"].map((key) => [plain(key), (row) => short(row[key]), true])]} />
    <div class="fans">${rows.filter((row) => row.calibration.length > 0).map((row) => html`<${Calibration} name=${row.theory} bins=${row.calibration} />`)}</div>
    ${result.doubt && html`<dl class="reading"><dt>Doubt</dt><dd>${result.doubt}</dd></dl>`}</section>`;
}

/** The tab. */
export function RivalsTab({ state, model, infer, start, stale, score, startScore }) {
  const world = model?.case?.kind === "world";
  return html`<section aria-labelledby="rivals-heading"><h2 id="rivals-heading">Rivals</h2>
    <${Problem} error=${infer.error} retry=${infer.again} /><${Progress} task=${infer} what="Comparing theories" /><${Stale} stale=${stale} result=${infer.result} start=${start} />
    ${infer.result ? html`<div><${Evidence} result=${infer.result} /><${Learned} result=${infer.result} theory=${state.theory} /><${Predictive} result=${infer.result} theory=${state.theory} /></div>`
    : !infer.busy && html`<${Empty} run=${start} label="Compare the theories"><p>How probable does each theory make what happened ${world ? "in this world" : "in this case"}? About half a minute for a case, longer for a world.</p></${Empty}>`}
    <h2>Over the whole library</h2>
    <${Problem} error=${score.error} retry=${score.again} /><${Progress} task=${score} what="Scoring" /><${Stale} stale=${score.stale} result=${score.result} start=${startScore} />
    ${score.result ? html`<${Scores} result=${score.result} />` : !score.busy && html`<${Empty} run=${startScore} label="Score the theories"><p>How well does each theory predict how the cases of the library ended, from what was known before?</p></${Empty}>`}
  </section>`;
}
