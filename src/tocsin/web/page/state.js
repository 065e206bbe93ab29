// The view's state, all of it in the URL's fragment: opening the link shows the same figures.
import { useEffect, useState } from "./vendor.js";

export const START = {
  case: "march-on-moscow-2023", theory: "world-crisis", seed: "1", histories: "10000", tab: "outcomes", history: "",
  set: [], do: [], ran: [],
};
const LISTS = ["set", "do", "ran"];

/** The state that a fragment names; what it leaves out is as at the start. */
export function read(fragment) {
  const words = new URLSearchParams(fragment.replace(/^#/, ""));
  const state = { ...START };
  for (const key of Object.keys(START)) {
    if (LISTS.includes(key)) state[key] = words.getAll(key);
    else if (words.has(key)) state[key] = words.get(key);
  }
  return state;
}

/** The fragment of a state. */
export function write(state) {
  const words = new URLSearchParams();
  for (const key of Object.keys(START)) {
    if (LISTS.includes(key)) for (const item of state[key]) words.append(key, item);
    else if (state[key] !== "") words.set(key, state[key]);
  }
  return `#${words}`;
}

/** The state and how to change part of it. Choices make an entry in the browser's history; sliders do not. */
export function useFragment() {
  const [state, show] = useState(() => read(location.hash));
  useEffect(() => {
    const changed = () => { if (location.hash !== "#panel") show(read(location.hash)); };
    addEventListener("hashchange", changed);
    return () => removeEventListener("hashchange", changed);
  }, []);
  const change = (part, { step = false } = {}) => show((before) => {
    const after = { ...before, ...part };
    const link = write(after);
    if (link !== location.hash) history[step ? "pushState" : "replaceState"](null, "", link);
    return after;
  });
  return [state, change];
}

/** What stands in a field as a number; only an empty field has the number of the start, what is wrong is sent and refused. */
export const asked = (text, otherwise) => (String(text).trim() === "" ? otherwise : Number.isNaN(Number(text)) ? String(text) : Number(text));

/** NAME=VALUE words as an object; a value that is a number becomes one. */
export function settings(words) {
  return Object.fromEntries(words.map((word) => {
    const at = word.indexOf("=");
    const value = word.slice(at + 1);
    return [word.slice(0, at), value !== "" && Number.isFinite(Number(value)) ? Number(value) : value];
  }));
}

/** The words with one name's value replaced, or taken out where the value is null. */
export function withSetting(words, name, value) {
  const others = words.filter((word) => !word.startsWith(`${name}=`));
  return value === null ? others : [...others, `${name}=${value}`];
}
