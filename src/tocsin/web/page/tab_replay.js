// Replay: one history step by step, on a map, with its log beside it.
import { useEffect, useMemo, useState } from "./vendor.js";
import { CaseMap, Crowds, Legend } from "./replay_case.js";
import { BORDERS, WorldMap, atlasName, useAtlas } from "./map.js";
import { useJob } from "./jobs.js";
import { Empty, Problem, Progress, Table, html } from "./parts.js";
import { told } from "./story.js";
import { Scrubber } from "./scrubber.js";
import { get } from "./server.js";
import { asked, settings } from "./state.js";
import { plain } from "./words.js";

/** What has happened up to a step, the latest first in view. */
function Log({ moments, step, unit }) {
  const rows = useMemo(() => moments.map((each) => ({ at: each[unit], when: (each.time ?? each.date).replace("T", " ").slice(0, 16), text: each.text })), [moments]);
  const until = rows.filter((row) => row.at <= step).slice(-60).reverse();
  return html`<div class="log" tabindex="0" role="region" aria-label="Log of the history"><ol reversed>
    ${until.map((row) => html`<li class=${row.at === step ? "now" : ""}><time>${row.when}</time> ${row.text}</li>`)}
    ${until.length === 0 && html`<li class="quiet">Nothing yet.</li>`}</ol></div>`;
}

const ORDERS = { workers: "other-order", bureaucratic: "degenerated" };

/** The state of a country in a month, as one word. */
function condition(country) {
  if (!country || country.exists === false) return "absent";
  if (country.rising) return "rising";
  if (country.crisis) return "crisis";
  if (country.at_war) return "war";
  return ORDERS[country.order] ?? "capitalist";
}
const CONDITIONS = { capitalist: "at peace", war: "at war", crisis: "crisis of the state", rising: "rising", "other-order": "a workers' order", degenerated: "a bureaucratic order", absent: "not yet or no longer there" };

/** A world month by month. */
function World({ story, step, model }) {
  const world = useAtlas();
  const names = useMemo(() => new Map([...(model?.case?.countries ?? []), ...(story.countries ?? [])].map((each) => [each.id ?? each.country, each.name])), [model, story]);
  const inAtlas = useMemo(() => new Set([...names.values()].map(atlasName)), [names]);
  const states = story.months[step] ?? [];
  const rows = states.map((each) => ({ name: names.get(each.id) ?? each.id, state: condition(each) }));
  const classes = new Map(rows.filter((row) => row.state !== "absent").map((row) => [atlasName(row.name), row.state]));
  const said = rows.filter((row) => row.state !== "capitalist" && row.state !== "absent").map((row) => `${row.name} ${CONDITIONS[row.state]}`).join(", ") || "all at peace";
  return html`<div><${WorldMap} world=${world} classes=${classes} names=${inAtlas} label=${`World map: ${said}`} />
    <ul class="legend">${Object.entries(CONDITIONS).filter(([name]) => name !== "absent").map(([name, words]) => html`<li><svg class="swatch" viewBox="0 0 12 12" aria-hidden="true"><rect class=${`state ${name}`} width="12" height="12" /></svg> ${words}</li>`)}</ul>
    <p class="quiet">${BORDERS} A state that has gone is drawn where its capital lies today. Wars, risings, crises and orders are taken from the log.</p>
    <details><summary>The states as a table</summary><${Table} caption="States in this month" rows=${rows} columns=${[["state", (row) => row.name], ["condition", (row) => CONDITIONS[row.state]]]} /></details></div>`;
}

/** What the history was drawn to be, and how it agrees with the record. */
function Beside({ story }) {
  const main = Object.entries(story.drawn ?? {}).filter(([, row]) => row.main);
  return html`<div><details><summary>Held against the record</summary><${Table} caption="This history and the record" rows=${story.record} columns=${[["feature", (row) => plain(row.feature)], ["this history", (row) => plain(row.history)], ["record", (row) => plain(row.record)], ["agrees", (row) => (row.agrees ? "yes" : "no")]]} /></details>
    <details><summary>The numbers drawn for it (main ones)</summary><${Table} caption="Numbers drawn" rows=${main} columns=${[["number", ([, row]) => row.meaning], ["value", ([, row]) => row.text, true]]} /></details></div>`;
}

/** "Another history with the same outcome", from the last run of these settings. */
function Another({ state, change, story, job }) {
  const [error, fail] = useState(null);
  const next = () => get(`/api/histories?${new URLSearchParams({ job: job.id, outcome: story.course.outcome, after: state.history || 0 })}`)
    .then((found) => { fail(null); if (found.history !== null) change({ history: String(found.history) }); }, fail);
  return html`<div class="row"><label>History <input type="number" min="0" max="999999" value=${state.history || "0"} onChange=${(event) => change({ history: event.target.value })} /></label>
    <button type="button" disabled=${!job} onClick=${next}>Another history with the same outcome</button>
    ${!job && html`<span class="quiet">Run first (tab Outcomes): the others are looked up among its histories.</span>`}<${Problem} error=${error} /></div>`;
}

/** The tab. */
export function ReplayTab({ state, change, model, job, boot }) {
  const request = model ? { verb: "replay", case: state.case, theory: state.theory, seed: asked(state.seed, 1), history: asked(state.history, 0), settings: settings(state.set) } : null;
  const task = useJob(request, boot);
  const { error } = task;
  const story = useMemo(() => task.result && told(task.result), [task.result]);
  const [step, move] = useState(0);
  useEffect(() => move(0), [story]);
  const world = model?.case?.kind === "world";
  const last = story ? ((story.months ?? story.path).length - 1) : 0;
  const at = Math.min(step, last);
  const when = story && (world ? new Date(Date.UTC(Number(story.start.slice(0, 4)), Number(story.start.slice(5, 7)) - 1 + at)).toISOString().slice(0, 7)
    : `hour ${at}, ${new Date(Date.parse(`${story.start.slice(0, 16)}Z`) + at * 3600e3).toISOString().slice(5, 16).replace("T", " ")}`);
  return html`<section aria-labelledby="replay-heading"><h2 id="replay-heading">One history</h2>
    <${Problem} error=${error} retry=${task.again} />${task.busy && html`<${Progress} task=${task} what="Playing" />`}
    ${!story ? !error && html`<${Empty}><p role="status">Playing history ${state.history || 0} once more…</p></${Empty}>` : html`<div>
      <p class="lead">It ends: <strong>${plain(story.course.outcome ?? "unknown")}</strong>${story.course.hours !== undefined ? `, after ${story.course.hours} hours` : ""}.</p>
      <${Another} state=${state} change=${change} story=${story} job=${job} />
      <${Scrubber} at=${at} move=${move} last=${last} said=${when} label=${world ? "Month" : "Hour"} speed=${world ? 6 : 4} />
      <div class="stage"><div>${world ? html`<${World} story=${story} step=${at} model=${model} />` : html`<${CaseMap} story=${story} step=${at} model=${model} /><${Legend} /><p class="quiet">${BORDERS}</p><${Crowds} story=${story} step=${at} />`}</div>
        <div><h3>Log</h3><${Log} moments=${story.moments} step=${at} unit=${world ? "month" : "hour"} /></div></div>
      ${story.outcome_only && html`<p class="warn">This theory draws the outcome at once: there is no course to replay.</p>`}
      <${Beside} story=${story} /></div>`}
  </section>`;
}
