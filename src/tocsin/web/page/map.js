// Maps. Paths of the land and of borders are made once for each projection: scrubbing moves only marks.
import { feature, geoMercator, geoNaturalEarth1, geoPath, mesh, useEffect, useMemo, useState } from "./vendor.js";
import { html } from "./parts.js";

let atlas = null;

/** The world atlas, fetched once: {countries, borders}, or null while it is on its way. */
export function useAtlas() {
  const [world, show] = useState(null);
  useEffect(() => {
    atlas ??= import("./atlas.js").then(({ default: topology }) => ({
      countries: feature(topology, topology.objects.countries).features,
      borders: mesh(topology, topology.objects.countries, (one, other) => one !== other),
    }));
    atlas.then(show);
  }, []);
  return world;
}

export const BORDERS = "Borders are those of today, as they are in fact held, and say nothing of right; names are those of the atlas.";

/** Where each place's name can stand without lying on another: {id: [x, y, anchor]}; places that come first go first. Marks are kept clear where there is room. */
export function labels(places, marks) {
  const taken = marks.map(({ x, y }) => [x - 6, y - 6, x + 6, y + 6]);
  const found = {};
  for (const { id, name, x, y } of places) {
    const wide = 7 * name.length;
    const free = [[x + 10, y + 4, "start"], [x - 10, y + 4, "end"], [x, y - 12, "middle"], [x, y + 20, "middle"], [x + 26, y + 4, "start"], [x - 26, y + 4, "end"], [x, y - 26, "middle"], [x, y + 34, "middle"], [x + 40, y + 4, "start"], [x - 40, y + 4, "end"]].find(([left, middle, anchor]) => {
      const from = anchor === "start" ? left : anchor === "end" ? left - wide : left - wide / 2;
      const box = [from, middle - 11, from + wide, middle + 3];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return false;
      taken.push(box);
      return true;
    });
    if (free) found[id] = free;
  }
  return found;
}

// A phone gets a map as narrow as itself, so that names stay as large.
const WIDE = innerWidth < 640 ? 400 : 720;
const TALL = 460;

/** How the places of a case fit into the map. places: [{latitude, longitude}] */
export function useProjection(places) {
  return useMemo(() => {
    const road = places.filter((place) => place.on_road);
    const points = { type: "MultiPoint", coordinates: (road.length > 1 ? road : places).map((place) => [place.longitude, place.latitude]) };
    const projection = geoMercator().fitExtent([[WIDE / 8, 50], [WIDE - WIDE / 5, TALL - 50]], points);
    if (!Number.isFinite(projection.scale()) || projection.scale() > 9000) {
      projection.scale(4000).center(places[0] ? [places[0].longitude, places[0].latitude] : [0, 0]).translate([WIDE / 2, TALL / 2]);
    }
    return projection.clipExtent([[-20, -20], [WIDE + 20, TALL + 20]]);
  }, [places]);
}

/** Land and borders under a projection. */
export function Land({ world, projection }) {
  const drawn = useMemo(() => {
    if (!world) return null;
    const path = geoPath(projection);
    return [world.countries.map((each) => path(each)).filter(Boolean).join(""), path(world.borders)];
  }, [world, projection]);
  return useMemo(() => drawn && html`<g class="land"><path class="ground" d=${drawn[0]} /><path class="border" d=${drawn[1]} /></g>`, [drawn]);
}

export const MAP = { wide: WIDE, tall: TALL };

const FORMER = {
  "united states": "united states of america", "united kingdom": "united kingdom", britain: "united kingdom", "great britain": "united kingdom",
  "ottoman empire": "turkey", "austria-hungary": "austria", czechoslovakia: "czechia", "soviet union": "russia", "south korea": "south korea", "north korea": "north korea",
};

/** The name in the atlas that stands for a state of a world: today's country where its capital lies. */
export const atlasName = (name) => FORMER[name.toLowerCase()] ?? name.toLowerCase();

/** The world by state: classes is a map from an atlas name to a class; all other countries are one path, drawn once. */
export function WorldMap({ world, classes, names, label }) {
  const shapes = useMemo(() => {
    if (!world) return [];
    const path = geoPath(geoNaturalEarth1().fitExtent([[2, 2], [718, 376]], { type: "Sphere" }));
    return world.countries.map((each) => [each.properties.name.toLowerCase(), path(each)]).filter(([, shape]) => shape);
  }, [world]);
  const rest = useMemo(() => html`<path class="state other" d=${shapes.filter(([name]) => !names.has(name)).map(([, shape]) => shape).join("")} />`, [shapes, names]);
  return html`<svg class="map" viewBox="0 0 720 380" role="img" aria-label=${label}>
    ${rest}${shapes.filter(([name]) => names.has(name)).map(([name, shape]) => html`<path class=${`state ${classes.get(name) ?? "other"}`} d=${shape} />`)}
  </svg>`;
}
