// The argument: its claims as a list, each with its verdict, and a switch that puts it at its contrast.
import { useState } from "./vendor.js";
import { ShareBar } from "./figures.js";
import { useJob } from "./jobs.js";
import { Empty, Problem, Progress, Stale, Table, html } from "./parts.js";
import { asked, settings } from "./state.js";
import { percent, plain, short } from "./words.js";

const FEW = 500;
const known = (value) => typeof value === "number";
const rounded = (value, digits) => { const text = value.toFixed(digits); return Number(text) === 0 ? text.replace("-", "") : text; };

/** An estimate with its interval; one whose interval is open on a side is a bound and nothing more. */
function estimate(found, factor = 1, digits = 2) {
  if (!found || !known(found.estimate)) return null;
  const end = (value) => rounded(factor * value, digits);
  if (!known(found.high)) return known(found.low) ? `at least ${end(found.low)}` : "not known";
  if (!known(found.low)) return `at most ${end(found.high)}`;
  return `${end(found.estimate)} (95 %: ${end(found.low)} to ${end(found.high)})`;
}

/** What the audit found of one claim, in figures. */
function Figures({ audit }) {
  const { implied, load_bearing: bearing, log_bayes_factor: factor } = audit;
  return html`<dl class="facts">
    ${implied && html`<dt>Does the theory imply it?</dt><dd>${implied.built_in ? "Its sign is built in, which proves nothing. " : ""}${estimate(implied) ?? implied.reason ?? "not measured"} ${implied.unit}</dd>`}
    ${bearing && html`<dt>Does the outcome hang on it?</dt><dd>${percent(bearing.base)} of histories have the observed outcome, ${percent(bearing.do)} at the contrast: ${estimate({ estimate: bearing.effect, low: bearing.low, high: bearing.high }, 100, 1)} points</dd>`}
    ${factor && html`<dt>What does the record say?</dt><dd>log Bayes factor ${estimate(factor)}: ${audit.support}</dd>`}
  </dl>`;
}

function WouldTell({ rows }) {
  if (!rows?.length) return null;
  return html`<${Table} caption="What would tell" rows=${rows} columns=${[
    ["observation", (row) => `${plain(row.feature)}: ${plain(row.value)}`], ["case", (row) => plain(row.case)],
    ["under the claim", (row) => percent(row.p_claim), true], ["at the contrast", (row) => percent(row.p_contrast), true], ["kind of test", (row) => row.label]]} />`;
}

/** The shares with the claim and at its contrast, from few histories. */
function Moved({ result }) {
  return html`<table class="outcomes moved"><caption>${result.matched} histories: with the claim, and at its contrast</caption>
    <thead><tr><th scope="col">outcome</th><th scope="col" class="number">with</th><th scope="col" class="number">without</th><th scope="col">without, of all</th></tr></thead>
    <tbody>${result.effects.map((row) => html`<tr><th scope="row">${plain(row.outcome)}</th><td class="number">${percent(row.base)}</td><td class="number">${percent(row.do)}</td>
      <td><${ShareBar} row=${{ share: row.do }} /></td></tr>`)}</tbody></table>`;
}

/** One claim. */
function Claim({ claim, audit, sources, open, toggle, task, can }) {
  const verdict = audit?.verdict ?? (claim.status === "implemented" ? "not yet audited" : claim.status);
  return html`<li class="claim" id=${`claim-${claim.id}`}>
    <h3><span class="id">${claim.id}</span> ${claim.claim}</h3>
    <p><span class=${`verdict ${verdict.replaceAll(" ", "-")}`}>${verdict}</span> ${audit?.sentence}</p>
    ${audit && html`<${Figures} audit=${audit} />`}
    ${can && html`<label class="switch"><input type="checkbox" role="switch" checked=${open} onChange=${toggle} /> Put ${claim.id} at its contrast${claim.contrast_in_words && html` <span class="quiet">(${claim.contrast_in_words})</span>`}</label>`}
    ${open && html`<div class="live"><${Problem} error=${task.error} retry=${task.again} /><${Progress} task=${task} what="Comparing" />${task.result && html`<${Moved} result=${task.result} />`}</div>`}
    <details><summary>What it implies, evidence and sources of ${claim.id}</summary>
      ${claim.implication_in_words && html`<p><strong>Implication.</strong> ${claim.implication_in_words}</p>`}
      ${claim.mechanisms?.length > 0 && html`<p><strong>Mechanisms.</strong> ${claim.mechanisms.join(", ")}</p>`}
      ${claim.evidence && html`<p><strong>Evidence.</strong> ${claim.evidence}</p>`}
      <${WouldTell} rows=${audit?.would_tell} />
      <ul class="sources">${(claim.sources ?? []).map((key) => html`<li>${sources?.[key] ?? key}</li>`)}</ul>
    </details></li>`;
}

/** The tab: model.claims are the theory's; the audit adds verdicts. */
export function ArgumentTab({ state, model, task, start, stale, boot }) {
  const [open, choose] = useState(null);
  const claims = model?.claims ?? [];
  const can = new Set((model?.switches ?? []).map((each) => each.name));
  const request = open === null ? null : { verb: "compare", case: state.case, theory: state.theory, histories: FEW, seed: asked(state.seed, 1), settings: settings(state.set), do: [`claim:${open}`] };
  const answer = useJob(request, boot);
  // The figures of another claim are never shown under this one.
  const live = answer.current ? answer : { ...answer, result: null };
  const audits = new Map((task.result?.claims ?? []).map((each) => [each.id, each]));
  const here = claims.filter((claim) => can.has(`claim:${claim.id}`));
  const elsewhere = claims.filter((claim) => !can.has(`claim:${claim.id}`));
  const item = (claim) => html`<${Claim} key=${claim.id} claim=${claim} audit=${audits.get(claim.id)} sources=${model.theory.sources} open=${open === claim.id}
    can=${can.has(`claim:${claim.id}`)} toggle=${() => choose(open === claim.id ? null : claim.id)} task=${live} />`;
  return html`<section aria-labelledby="argument-heading"><h2 id="argument-heading">The argument</h2>
    <p>${model?.theory?.summary ?? ""}</p>
    <${Problem} error=${task.error} retry=${task.again} /><${Progress} task=${task} what="Auditing" /><${Stale} stale=${stale} result=${task.result} start=${start} />
    ${!task.result && !task.busy && claims.length > 0 && html`<${Empty} run=${start} label="Audit the claims"><p>The audit asks of each claim whether the theory implies it, whether what happened hangs on it, and what the record says of it. It takes about a minute for a case, some minutes for a world. The switches below answer at once, from ${FEW} histories.</p></${Empty}>`}
    ${task.result?.doubt && html`<dl class="reading"><dt>Doubt</dt><dd>${task.result.doubt}</dd></dl>`}
    ${claims.length === 0 ? html`<${Empty}><p>This theory's file makes no claims that can be switched off one by one. <code>world-crisis</code> does.</p></${Empty}>`
    : html`<div><ol class="claims">${here.map(item)}</ol>
      ${elsewhere.length > 0 && html`<details><summary>${elsewhere.length} claims that are not computed here: they live on the other clock, or wait for a mechanism</summary><ol class="claims">${elsewhere.map(item)}</ol></details>`}</div>`}
    ${task.result && html`<p class="quiet">${task.result.histories} histories of each variant, ${short(task.result.seconds)} s.</p>`}
  </section>`;
}
