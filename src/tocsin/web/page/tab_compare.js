// What if: the same histories with something held otherwise, side by side, with the histories that end otherwise.
import { useState } from "./vendor.js";
import { ShareBar } from "./figures.js";
import { Empty, Problem, Progress, Reading, Stale, Table, html } from "./parts.js";
import { percent, plain, titled } from "./words.js";

const points = (value) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(100 * value).toFixed(1)}`;
const range = (low, high) => (low === null || low === undefined ? "unknown" : `${points(low)} to ${points(high)}`);

const PRESETS = {
  case: [
    ["The ruler calls people out", "ruler.response=mobilise"], ["The ruler bargains", "ruler.response=bargain"],
    ["The ruler represses", "ruler.response=repress"], ["The ruler waits", "ruler.response=waits"],
    ["1 % come out for the ruler", "street.turnout_ruler=0.01"], ["1 % come out for the challenger", "street.turnout_challenger=0.01"],
    ["1 % come out on their own account", "street.turnout_themselves=0.01"],
  ],
  world: [["In every crisis the ruler calls people out", "ruler.response=mobilise"], ["In every crisis 1 % come out on their own account", "street.turnout_themselves=0.01"]],
};

/** The two sides, outcome by outcome. */
function Sides({ result }) {
  return html`<table class="outcomes sides"><caption>Shares of ${result.matched.toLocaleString("en-GB")} histories, as they are and with the change; difference in points</caption>
    <thead><tr><th scope="col">outcome</th><th scope="col">as it is; with the change</th><th scope="col" class="number">difference</th></tr></thead>
    <tbody>${result.effects.map((row) => html`<tr><th scope="row">${plain(row.outcome)}${(result.observed ?? []).includes(row.outcome) && html`<span class="mark">observed</span>`}</th>
      <td><${ShareBar} row=${{ share: row.base }} /><small>as it is ${percent(row.base)}</small><${ShareBar} row=${{ share: row.do, observed: true }} /><small>with the change ${percent(row.do)}<br />difference: computing ${range(row.low, row.high)} · priors ${range(row.prior_low, row.prior_high)}</small></td>
      <td class="number"><strong>${points(row.difference)}</strong></td></tr>`)}</tbody></table>`;
}

/** The tab. */
export function CompareTab({ state, change, model, task, start, stale }) {
  const [own, write] = useState("");
  const kind = model?.case?.kind ?? "case";
  const chosen = state.do;
  const offered = PRESETS[kind];
  const toggle = (word) => {
    const name = word.split("=")[0];
    change({ do: chosen.includes(word) ? chosen.filter((each) => each !== word) : [...chosen.filter((each) => each.split("=")[0] !== name), word] });
  };
  const add = (event) => { event.preventDefault(); if (own.trim()) { toggle(own.trim()); write(""); } };
  const { result, error } = task;
  const others = chosen.filter((word) => !offered.some(([, each]) => each === word));
  return html`<section aria-labelledby="compare-heading"><h2 id="compare-heading">What if</h2>
    <p>The same histories, with the same chances, and one thing held otherwise. What differs is what that thing did.</p>
    <fieldset class="choices"><legend>Hold otherwise</legend>
      ${offered.map(([title, word]) => html`<label><input type="checkbox" checked=${chosen.includes(word)} onChange=${() => toggle(word)} /> ${title}</label>`)}
      ${others.map((word) => html`<label><input type="checkbox" checked onChange=${() => toggle(word)} /> <code>${word}</code></label>`)}
    </fieldset>
    <form class="row" onSubmit=${add}><label>Anything else, NAME=VALUE or claim:ID <input value=${own} list="names" onInput=${(event) => write(event.target.value)} /></label>
      <datalist id="names">${(model?.interventions ?? []).map((each) => html`<option value=${`${each.name}=`}>${each.title ?? each.meaning}</option>`)}${(model?.switches ?? []).map((each) => html`<option value=${each.name.startsWith("claim:") ? each.name : `${each.name}=off`}>${each.title}</option>`)}</datalist>
      <button type="submit">Add</button></form>
    <p><button type="button" class="main" disabled=${chosen.length === 0 || task.busy} onClick=${start}>Compare</button></p>
    <${Problem} error=${error} retry=${task.again} /><${Progress} task=${task} what="Comparing" /><${Stale} stale=${stale} result=${task.result} start=${start} />
    ${result ? html`<div><h3>${Object.entries(result.do ?? {}).map(([name, value]) => `${name} = ${value}`).concat(result.claims?.map?.((each) => `claim ${each.id ?? each} at its contrast`) ?? []).join(", ")}</h3>
      <${Sides} result=${result} /><${Reading} result=${result} />
      ${result.too_few && html`<p class="warn">Too few histories for a firm comparison.</p>`}
      <section><h3>Histories that end otherwise</h3><p>${result.flipped.toLocaleString("en-GB")} of ${result.paired.toLocaleString("en-GB")} end otherwise.</p>
      ${result.flips.length > 0 && html`<${Table} caption="From which end to which" rows=${result.flips} columns=${[["ended", (row) => plain(row.from)], ["now ends", (row) => plain(row.to)], ["histories", (row) => row.count.toLocaleString("en-GB"), true]]} />`}</section></div>`
    : !task.busy && !error && html`<${Empty}><p>Choose what to hold otherwise, then compare. ${titled("flips")}, histories that end otherwise, are counted one by one.</p></${Empty}>`}
  </section>`;
}
