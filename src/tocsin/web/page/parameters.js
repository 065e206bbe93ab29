// The parameters as sliders and fields: range, unit, prior drawn behind, source on hover and focus; free or held.
import { useMemo } from "./vendor.js";
import { Density, sliderScale } from "./figures.js";
import { html } from "./parts.js";
import { settings, withSetting } from "./state.js";
import { plain, short, titled } from "./words.js";

function Source({ parameter }) {
  const sources = parameter.source ?? [];
  return html`<div class="source">
    ${parameter.prior?.text && html`<p>Prior: ${parameter.prior.text}</p>`}${parameter.judgement && html`<p>Judgement: ${parameter.judgement}</p>`}${parameter.note && html`<p>${parameter.note}</p>`}
    ${sources.length > 0 && html`<ul>${sources.map((each) => html`<li>${each.citation ?? each.id}</li>`)}</ul>`}
    ${sources.length === 0 && !parameter.judgement && html`<p>No source is given.</p>`}</div>`;
}

/** A choice among words, or a number with its slider. */
function Field({ parameter, held, hold }) {
  const id = `set-${parameter.name}`;
  const scale = useMemo(() => sliderScale(parameter), [parameter]);
  const middle = parameter.median ?? parameter.fixed ?? scale.invert(500);
  const value = held ?? middle;
  const free = held === undefined;
  const rounded = (raw) => (parameter.integer ? Math.round(raw) : Number(raw.toPrecision(4)));
  return html`<div class=${free ? "parameter" : "parameter held"}>
    <div class="name"><label for=${id}>${parameter.meaning}${parameter.unit && html` <span class="unit">(${parameter.unit})</span>`}</label>
      ${free ? html`<span class="quiet">${parameter.prior ? "free, by its prior" : "as the file has it"}</span>` : html`<button type="button" class="small" onClick=${() => hold(null)} aria-label=${`Free ${parameter.meaning}`}>${parameter.prior ? "Free" : "Reset"}</button>`}</div>
    ${parameter.choices?.length > 0 ? html`<select id=${id} value=${free ? "" : String(held)} aria-describedby=${`${id}-source`} onChange=${(event) => hold(event.target.value || null)}>
        <option value="">${parameter.prior ? "by its prior" : `as in the file: ${parameter.fixed ?? ""}`}</option>${parameter.choices.map((choice) => html`<option value=${String(choice)}>${plain(choice)}</option>`)}</select>`
    : typeof middle !== "number" || !Number.isFinite(middle) ? html`<input id=${id} value=${held ?? ""} placeholder=${String(parameter.fixed ?? "")} aria-describedby=${`${id}-source`} onChange=${(event) => hold(event.target.value || null)} />`
    : html`<div class="slider"><${Density} parameter=${parameter} scale=${scale} />
        <input id=${id} type="range" min="0" max="1000" value=${Math.round(scale(value))} aria-valuetext=${`${short(value)} ${parameter.unit ?? ""}${free ? ", free" : ", held"}`} aria-describedby=${`${id}-source`} onInput=${(event) => hold(rounded(scale.invert(Number(event.target.value))))} />
        <input type="number" step="any" aria-label=${`${parameter.meaning}, value`} value=${free ? "" : held} placeholder=${short(middle)} min=${parameter.low} max=${parameter.high} onChange=${(event) => hold(event.target.value === "" ? null : event.target.value)} /></div>
      <p class="range"><span>${short(scale.invert(0))}</span><span>${short(scale.invert(1000))}</span></p>`}
    <div id=${`${id}-source`}><${Source} parameter=${parameter} /></div></div>`;
}

/** Parameters in groups: the main ones first, the rest folded by the part of the model they belong to. */
export function Parameters({ model, state, change }) {
  const groups = useMemo(() => {
    const main = model.parameters.filter((each) => each.main);
    const rest = new Map();
    for (const each of model.parameters) {
      if (each.main) continue;
      const group = each.name.split(".")[0];
      rest.set(group, [...(rest.get(group) ?? []), each]);
    }
    return { main, rest: [...rest] };
  }, [model]);
  const held = settings(state.set);
  const field = (parameter) => html`<${Field} key=${parameter.name} parameter=${parameter} held=${held[parameter.name]} hold=${(value) => change({ set: withSetting(state.set, parameter.name, value) })} />`;
  return html`<details class="parameters" open=${innerWidth >= 960}><summary>Sliders and fields</summary>
    <p><button type="button" onClick=${() => change({ set: [] })} disabled=${state.set.length === 0}>Reset all (${state.set.length} held)</button></p>
    ${groups.main.length > 0 ? html`<details><summary>Main numbers (${groups.main.length})</summary>${groups.main.map(field)}</details>` : ""}
    ${groups.rest.map(([group, each]) => html`<details><summary>${titled(group)} (${each.length})</summary>${each.map(field)}</details>`)}
  </details>`;
}
