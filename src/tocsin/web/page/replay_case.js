// A case on its map: cities, units by stance, the column along its road, crowds by cause.
import { useMemo } from "./vendor.js";
import { Land, MAP, labels, useAtlas, useProjection } from "./map.js";
import { Table, html } from "./parts.js";
import { percent, plain, short } from "./words.js";

const CAUSES = ["ruler", "challenger", "themselves"];
const CAUSE_WORDS = { ruler: "for the ruler", challenger: "for the challenger", themselves: "on their own account" };
const STANCES = { loyal: "ready to fight for the ruler", joined: "with the challenger", aside: "standing aside", undecided: "not yet decided" };
// Told apart by form as well as by colour.
const FORMS = { loyal: "M-5-5h10v10h-10Z", joined: "M0-6L6 5H-6Z", aside: "M0-5a5 5 0 1 0 .01 0Z", undecided: "M0-4a4 4 0 1 0 .01 0Z" };
const stanceName = (stance) => (STANCES[stance] ? stance : /join/.test(stance) ? "joined" : /aside|away/.test(stance) ? "aside" : /beaten/.test(stance) ? "aside" : /loyal|fight|fought/.test(stance) ? "loyal" : "undecided");

/** The last stance taken up to an hour. */
function stanceAt(unit, hour) {
  let stance = "undecided";
  for (const [from, taken] of unit.stance_by_hour ?? []) if (from <= hour) stance = taken;
  return stanceName(stance);
}

// People out are shares of the people of the cities, all cities together: a path holds no more than that, though the model has them by city.

/** Where each unit is drawn: beside its city, one after another round it. */
function useUnits(story, cities, projection) {
  return useMemo(() => {
    const places = new Map(cities.map((city) => [city.id, city]));
    const beside = new Map();
    return (story.units ?? []).map((unit) => {
      const city = places.get(unit.city);
      const [longitude, latitude] = [unit.longitude ?? city?.longitude, unit.latitude ?? city?.latitude];
      if (longitude === undefined || longitude === null) return null;
      const key = `${longitude.toFixed(1)},${latitude.toFixed(1)}`;
      const place = beside.get(key) ?? 0;
      beside.set(key, place + 1);
      const turn = (place % 8) * (Math.PI / 4);
      const away = 16 + 13 * Math.floor(place / 8);
      const [x, y] = projection([longitude, latitude]);
      return { unit, x: x + away * Math.cos(turn), y: y + away * Math.sin(turn) };
    }).filter(Boolean);
  }, [story, cities, projection]);
}

/** Where on the straight lines between the road's cities a distance from the capital lies. */
function along(cities, distance) {
  const road = cities.filter((city) => city.on_road).sort((one, other) => one.distance - other.distance);
  if (typeof distance !== "number" || road.length === 0) return null;
  const after = road.findIndex((city) => city.distance >= distance);
  if (after <= 0) return after === 0 ? road[0] : road.at(-1);
  const [near, far] = [road[after - 1], road[after]];
  const part = (distance - near.distance) / (far.distance - near.distance || 1);
  return { latitude: near.latitude + part * (far.latitude - near.latitude), longitude: near.longitude + part * (far.longitude - near.longitude) };
}

/** The map at an hour. */
export function CaseMap({ story, step, model }) {
  const world = useAtlas();
  const cities = useMemo(() => (model.case.cities ?? []).filter((city) => typeof city.latitude === "number"), [model]);
  const projection = useProjection(cities);
  const units = useUnits(story, cities, projection);
  const background = useMemo(() => {
    const road = cities.filter((city) => city.on_road).sort((one, other) => (other.distance ?? 0) - (one.distance ?? 0));
    const first = (city) => (city.id === model.case.capital ? 0 : city.on_road ? 1 : 2);
    const spots = [...cities].sort((one, other) => first(one) - first(other)).map((city) => { const [x, y] = projection([city.longitude, city.latitude]); return { id: city.id, name: city.name, x, y }; });
    const names = labels(spots, units);
    return html`<g>${road.length > 1 && html`<path class="road" d=${`M${road.map((city) => projection([city.longitude, city.latitude]).map((each) => each.toFixed(1)).join(" ")).join("L")}`} />`}
      ${spots.map(({ id, name, x, y }) => html`<g><circle class="city" cx=${x} cy=${y} r=${id === model.case.capital ? 5 : 3} />${names[id] && html`<text class="place" x=${names[id][0]} y=${names[id][1]} text-anchor=${names[id][2]}>${name}</text>`}</g>`)}</g>`;
  }, [cities, units, projection]);
  const hour = story.path?.[step] ?? {};
  const column = along(cities, hour.position);
  const crowds = [];
  CAUSES.forEach((cause, place) => {
    const share = hour.out?.[cause] ?? 0;
    const city = cities.find((each) => each.id === model.case.capital);
    if (city && share > 0) crowds.push({ cause, share, place, at: projection([city.longitude, city.latitude]) });
  });
  const spot = column && typeof column.latitude === "number" ? projection([column.longitude, column.latitude]) : null;
  const said = `Map at hour ${step}: column ${short(Math.round(hour.position ?? 0))} km from the capital; ${CAUSES.map((cause) => `${percent(hour.out?.[cause] ?? 0)} of the cities' people out ${CAUSE_WORDS[cause]}`).join(", ")}`;
  return html`<svg class="map" viewBox=${`0 0 ${MAP.wide} ${MAP.tall}`} role="img" aria-label=${said}>
    <${Land} world=${world} projection=${projection} />
    ${crowds.map(({ cause, share, place, at }) => html`<circle class=${`crowd ${cause}`} cx=${at[0] + (place - 1) * 6} cy=${at[1]} r=${Math.min(90, 2 + 110 * Math.sqrt(share))} />`)}
    ${background}
    ${units.map(({ unit, x, y }) => { const stance = stanceAt(unit, step); return html`<path class=${`unit ${stance}`} transform=${`translate(${x.toFixed(1)} ${y.toFixed(1)})`} d=${FORMS[stance]}><title>${unit.name}: ${STANCES[stance]}</title></path>`; })}
    ${spot && html`<g class="column" transform=${`translate(${spot[0].toFixed(1)} ${spot[1].toFixed(1)})`}><path d="M0-10L10 0L0 10L-10 0Z" /><title>The challenger's column</title></g>`}
  </svg>`;
}

/** What the marks mean. */
export function Legend() {
  return html`<ul class="legend">
    <li><svg class="swatch" viewBox="-12 -12 24 24" aria-hidden="true"><g class="column"><path d="M0-10L10 0L0 10L-10 0Z" /></g></svg> the challenger's column</li>
    ${Object.entries(STANCES).map(([stance, words]) => html`<li><svg class="swatch" viewBox="-8 -8 16 16" aria-hidden="true"><path class=${`unit ${stance}`} d=${FORMS[stance]} /></svg> unit ${words}</li>`)}
    ${CAUSES.map((cause) => html`<li><svg class="swatch" viewBox="-8 -8 16 16" aria-hidden="true"><circle class=${`crowd ${cause}`} r="7" /></svg> people out ${CAUSE_WORDS[cause]} (all cities together, drawn at the capital)</li>`)}</ul>`;
}

/** The same in figures, for who does not see the map. */
export function Crowds({ story, step }) {
  const hour = story.path?.[step] ?? {};
  const counts = {};
  for (const unit of story.units ?? []) { const stance = stanceAt(unit, step); counts[stance] = (counts[stance] ?? 0) + 1; }
  const rows = [
    ["Column, from the capital", hour.position === undefined ? "unknown" : `${short(Math.round(hour.position))} km`], ["Column, men", short(Math.round(hour.strength ?? 0))],
    ["The ruler's response", hour.response ? plain(hour.response) : "none yet"],
    ...CAUSES.map((cause) => [`People out ${CAUSE_WORDS[cause]}, of the cities' people`, percent(hour.out?.[cause] ?? 0)]),
    ...Object.entries(STANCES).map(([stance, words]) => [`Units ${words}`, short(counts[stance] ?? 0)]),
  ];
  return html`<${Table} caption="This hour in figures" rows=${rows} columns=${[["what", (row) => row[0]], ["value", (row) => row[1], true]]} />`;
}
