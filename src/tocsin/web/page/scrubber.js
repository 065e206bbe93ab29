// A slider over hours or months, with play and pause. All by keyboard: arrows, Page Up and Down, Home, End, space.
import { useEffect, useRef, useState } from "./vendor.js";
import { html } from "./parts.js";

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** last: the last step; said: a step in words; steps a second when playing. */
export function Scrubber({ at, move, last, said, label, speed }) {
  const [playing, play] = useState(false);
  const now = useRef(at);
  now.current = at;
  useEffect(() => {
    if (!playing) return undefined;
    const wait = 1000 / (calm() ? 1 : speed);
    const timer = setInterval(() => {
      if (now.current >= last) play(false);
      else move(now.current + 1);
    }, wait);
    return () => clearInterval(timer);
  }, [playing, last, speed]);
  const toggle = () => { if (!playing && at >= last) move(0); play(!playing); };
  const key = (event) => { if (event.key === " ") { event.preventDefault(); toggle(); } };
  return html`<div class="scrubber">
    <button type="button" onClick=${toggle} aria-pressed=${playing}>${playing ? "Pause" : "Play"}</button>
    <input type="range" min="0" max=${last} step="1" value=${at} aria-label=${label} aria-valuetext=${said} onKeyDown=${key} onInput=${(event) => move(Number(event.target.value))} />
    <output>${said}</output></div>`;
}
