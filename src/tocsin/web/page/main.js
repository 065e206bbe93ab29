// The page: what is asked at the top and on the left, what is found in tabs.
import { render, useEffect, useMemo, useState } from "./vendor.js";
import { useJob } from "./jobs.js";
import { understood } from "./model.js";
import { Parameters } from "./parameters.js";
import { Problem, html } from "./parts.js";
import { useAnswer, useServer } from "./server.js";
import { asked as typed, settings, useFragment } from "./state.js";
import { ArgumentTab } from "./tab_argument.js";
import { CompareTab } from "./tab_compare.js";
import { OutcomesTab } from "./tab_outcomes.js";
import { ReplayTab } from "./tab_replay.js";
import { RivalsTab } from "./tab_rivals.js";

const TABS = [["outcomes", "Outcomes"], ["replay", "Replay"], ["compare", "What if"], ["argument", "The argument"], ["rivals", "Rivals"]];

/** The request of a verb for a state: only the keys that the verb takes. */
function requestOf(verb, state) {
  const common = { verb, seed: typed(state.seed, 1) };
  if (verb === "score") return { ...common, case: state.case };
  const held = { ...common, case: state.case, settings: settings(state.set) };
  if (verb === "infer") return held;
  if (verb === "audit") return { ...held, theory: state.theory };
  const histories = typed(state.histories, 10000);
  return verb === "compare" ? { ...held, theory: state.theory, histories, do: state.do } : { ...held, theory: state.theory, histories };
}

/** A verb's job: begun by the button, and by a link that says it was run. `stale` where the settings have moved on. */
function useVerb(verb, state, change, boot, ready) {
  const wanted = JSON.stringify(requestOf(verb, state));
  const [asked, ask] = useState(state.ran.includes(verb) && !(verb === "compare" && state.do.length === 0) ? wanted : null);
  const same = asked !== null && JSON.parse(asked).case === (JSON.parse(wanted).case);
  const task = useJob(ready && same ? JSON.parse(asked) : null, boot);
  const start = () => { if (asked === wanted) task.again(); ask(wanted); change({ ran: [...new Set([...state.ran, verb])] }); };
  const stale = asked !== null && asked !== wanted;
  return { ...task, start, stale, cancel: () => { task.cancel(); change({ ran: state.ran.filter((each) => each !== verb) }); } };
}

/** Tabs by arrow keys too, as a tab list should be. */
function Tabs({ tab, change }) {
  const move = (event) => {
    const at = TABS.findIndex(([id]) => id === tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const [id] = TABS[(to + TABS.length) % TABS.length];
    change({ tab: id }, { step: true });
    document.getElementById(`tab-${id}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label="Results" onKeyDown=${move}>
    ${TABS.map(([id, name]) => html`<button type="button" role="tab" id=${`tab-${id}`} aria-selected=${id === tab ? "true" : "false"} aria-controls="panel" tabindex=${id === tab ? 0 : -1} onClick=${() => change({ tab: id }, { step: true })}>${name}</button>`)}</div>`;
}

/** Case or world, theory, histories and seed. */
function Choices({ catalogue, state, change }) {
  const pick = (key) => (event) => change({ [key]: event.target.value, ...(key === "case" ? { histories: event.target.value.startsWith("world-") ? "500" : "10000" } : {}), set: key === "case" ? [] : state.set, do: key === "case" ? [] : state.do, history: "", ran: [] }, { step: true });
  const option = (each) => html`<option value=${each.id}>${each.title}</option>`;
  return html`<div class="choose">
    <label>Case or world <select value=${state.case} onChange=${pick("case")}><optgroup label="Cases">${catalogue.cases.map(option)}</optgroup><optgroup label="Worlds">${catalogue.worlds.map(option)}</optgroup></select></label>
    <label>Theory <select value=${state.theory} onChange=${pick("theory")}>${catalogue.theories.map(option)}</select></label>
    <div class="pair"><label>Histories <input type="number" min="1" max="100000" value=${state.histories} onChange=${(event) => change({ histories: event.target.value })} /></label>
      <label>Seed <input type="number" min="0" value=${state.seed} onChange=${(event) => change({ seed: event.target.value })} /></label></div></div>`;
}

function CopyLink() {
  const [said, say] = useState("");
  const copy = () => navigator.clipboard.writeText(location.href).then(() => say("Copied."), () => say("Copy the address from the browser's address bar."));
  return html`<span><button type="button" onClick=${copy}>Copy link</button> <span role="status" class="quiet">${said}</span></span>`;
}

function Page() {
  const [state, change] = useFragment();
  const { gone, boot } = useServer();
  const { data: catalogue, error: lost } = useAnswer(boot ? "/api/catalogue" : null, boot);
  const { data: found, error } = useAnswer(boot ? `/api/model?${new URLSearchParams({ case: state.case, theory: state.theory })}` : null, boot);
  const model = useMemo(() => found && understood(found), [found]);
  const ready = boot !== null;
  const run = useVerb("run", state, change, boot, ready);
  const compare = useVerb("compare", state, change, boot, ready);
  const audit = useVerb("audit", state, change, boot, ready);
  const infer = useVerb("infer", state, change, boot, ready);
  const score = useVerb("score", state, change, boot, ready);
  useEffect(() => { document.title = model ? `${model.case.title} · Tocsin` : "Tocsin"; }, [model]);
  const known = catalogue && [...catalogue.cases, ...catalogue.worlds].some((each) => each.id === state.case);
  const runNow = () => {
    change({ tab: "outcomes" });
    run.start();
    if (innerWidth < 960) document.querySelector(".title")?.scrollIntoView();
  };
  const tab = { outcomes: html`<${OutcomesTab} task=${run} start=${run.start} stale=${run.stale} model=${model} />`,
    replay: html`<${ReplayTab} state=${state} change=${change} model=${model} job=${run.job?.status === "done" && !run.stale ? run.job : null} boot=${boot} />`,
    compare: html`<${CompareTab} state=${state} change=${change} model=${model} task=${compare} start=${compare.start} stale=${compare.stale} />`,
    argument: html`<${ArgumentTab} state=${state} model=${model} task=${audit} start=${audit.start} stale=${audit.stale} boot=${boot} />`,
    rivals: html`<${RivalsTab} state=${state} model=${model} infer=${infer} start=${infer.start} stale=${infer.stale} score=${score} startScore=${score.start} />` };
  return html`<div class="page">
    <header><h1>Tocsin</h1><p>A political argument as explicit claims, played out in many histories and held against the record.</p><${CopyLink} /></header>
    ${gone && html`<div class="problem" role="alert"><strong>The server does not answer.</strong><p>What is shown stays. The page asks every second and goes on by itself when the server is back: start it with <code>tocsin serve</code>.</p></div>`}
    <${Problem} error=${lost?.gone ? null : lost} />
    <div class="columns"><aside aria-label="What is asked">
      <h2>What is asked</h2>
      ${catalogue ? html`<${Choices} catalogue=${catalogue} state=${state} change=${change} />` : html`<p role="status">Loading the catalogue…</p>`}
      <p><button type="button" class="main run" disabled=${!known || run.busy || gone} onClick=${runNow}>Run</button></p>
      <${Problem} error=${error?.gone ? null : error} />
      ${model && html`<h2>Numbers</h2><${Parameters} model=${model} state=${state} change=${change} />`}
    </aside><main>
      ${model && html`<div class="title"><p class="case">${model.case.title}</p><p class="quiet">${model.theory.title}${!model.case.reviewed_by && " · no person has yet checked the case against its sources"}</p></div>`}
      <${Tabs} tab=${state.tab} change=${change} />
      <div id="panel" role="tabpanel" aria-labelledby=${`tab-${state.tab}`} tabindex="-1">${tab[state.tab] ?? tab.outcomes}</div>
    </main></div></div>`;
}

const root = document.getElementById("page");
root.replaceChildren();
document.getElementById("skip").addEventListener("click", (event) => { event.preventDefault(); document.getElementById("panel")?.focus(); });
render(html`<${Page} />`, root);
