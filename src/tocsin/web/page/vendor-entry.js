// What the page uses of other libraries, in one file: `npm run build` writes vendor.js.
export { h, render } from "preact";
export { useState, useEffect, useMemo, useRef } from "preact/hooks";
export { default as htm } from "htm";
export { scaleLinear, scaleLog } from "d3-scale";
export { line, area } from "d3-shape";
export { geoPath, geoNaturalEarth1, geoMercator } from "d3-geo";
export { feature, mesh } from "topojson-client";
