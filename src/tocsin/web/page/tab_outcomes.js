// Outcomes: run, how often each way out comes, and how sure that is; for worlds fan charts too.
import { Fan, Outcomes } from "./figures.js";
import { Downloads, Empty, Problem, Progress, Reading, Stale, Table, html } from "./parts.js";
import { percent, plain, short, span } from "./words.js";

const observedWords = (observed) => (Array.isArray(observed) ? observed.map(plain).join(" or ") : plain(observed));

function Hinges({ hinges }) {
  const rows = Object.entries(hinges ?? {}).flatMap(([outcome, found]) => found.map((each) => ({ outcome, ...each })));
  if (rows.length === 0) return html`<p class="quiet">No single uncertain number was found to move the shares clearly with this many histories.</p>`;
  return html`<${Table} caption="What the outcome hinges on" rows=${rows} columns=${[
    ["outcome", (row) => plain(row.outcome)], ["number", (row) => html`<code>${row.quantity}</code>`],
    ["more of it", (row) => (row.direction > 0 ? "more often" : row.direction < 0 ? "more rarely" : "neither")], ["of the variance over the priors", (row) => percent(row.share_of_variance), true]]} />`;
}

/** For worlds: what happens to each country, and quantities over the years. */
function World({ result }) {
  return html`<section><h3>Over the years</h3>
      <p class="quiet">Line: median; dark band: half of the histories; light band: 90 % of them.</p>
      <div class="fans">${result.fans.map((fan) => html`<${Fan} fan=${fan} />`)}</div>
      ${result.fans.length > 0 && html`<details><summary>The medians as a table</summary><${Table} caption="Median by year" rows=${result.fans[0].years}
        columns=${[["year", (year) => year], ...result.fans.map((fan) => [plain(fan.name), (year) => short(fan.quantiles[2][fan.years.indexOf(year)]), true])]} /></details>`}
    </section><section><h3>Country by country</h3>
      <${Table} caption="Share of histories in which it happens" rows=${result.countries} columns=${[["country", (row) => row.name],
    ...["rising", "coup", "fall", "left_war"].map((key) => [plain(key), (row) => percent(row[key]), true])]} /></section>`;
}

/** Shares, record, events, what it hinges on, downloads. */
function Result({ result, job }) {
  const events = Object.entries(result.events ?? {});
  const world = result.fans !== undefined;
  return html`<div>
    <${Outcomes} rows=${result.outcomes} caption=${`Share of ${result.completed.toLocaleString("en-GB")} histories (seed ${result.seed})`} />
    <p class="quiet legend"><span class="key computing">black</span> 95 % interval of the computing: shrinks with more histories.
      <span class="key priors">grey</span> 5–95 % over the priors: what the theory's own uncertain numbers leave open, does not shrink.</p>
    ${result.failed > 0 && html`<p class="warn">${result.failed} histories failed and are left out.</p>`}
    <${Reading} result=${result} />
    ${world && html`<${World} result=${result} />`}
    <section><h3>Held against the record</h3><${Table} caption="Features of the record, and how often a history agrees" rows=${result.record} columns=${[
    ["feature", (row) => plain(row.feature)], ["observed", (row) => observedWords(row.observed)], ["agrees in", (row) => percent(row.share), true],
    ["computing", (row) => span(row.low, row.high), true], ["priors", (row) => span(row.prior_low, row.prior_high), true]]} /></section>
    ${events.length > 0 && html`<section><h3>Alongside</h3><${Table} caption="What happens on the way" rows=${events} columns=${[
    ["event", ([name]) => plain(name)], ["share", ([, row]) => percent(row.share), true], ["computing", ([, row]) => span(row.low, row.high), true]]} /></section>`}
    ${result.hinges && html`<section><h3>What it hinges on</h3><${Hinges} hinges=${result.hinges} /></section>`}
    <${Downloads} job=${job} tables=${world ? ["histories", "events", "countries"] : ["histories", "events"]} figures=${world ? ["outcomes", "fans"] : ["outcomes"]} report=${true} />
  </div>`;
}

/** The tab. */
export function OutcomesTab({ task, start, stale, model }) {
  const { job, result, error } = task;
  return html`<section aria-labelledby="outcomes-heading"><h2 id="outcomes-heading">How it ends</h2>
    <${Problem} error=${error} retry=${task.again} />
    <${Progress} task=${task} what="Simulating" />
    <${Stale} stale=${stale} result=${result} start=${start} />
    ${result ? html`<${Result} result=${result} job=${job?.status === "done" ? job : null} />`
    : !job && !task.busy && html`<${Empty} run=${start} label="Run">
        <p>Nothing is computed yet. Run plays ${model?.case?.title ?? "the case"} many times under ${model?.theory?.title ? `“${model.theory.title}”` : "the theory"}, each history with its own chances and its own draw of the numbers that nobody knows, and counts how it ends.</p>
      </${Empty}>`}
  </section>`;
}
