// Talking to the server: requests, one event stream for the tab, and noticing when the server is gone or back.
import { useEffect, useState } from "./vendor.js";

/** What the server refused, with its problems. `gone` where it did not answer at all. */
export class Refusal extends Error {
  constructor(error, { gone = false, wait = 0 } = {}) {
    super(error.message);
    this.problems = error.problems ?? [];
    this.gone = gone;
    this.wait = wait;
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal({ message: "The server does not answer." }, { gone: true });
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const wait = Number(answer.headers.get("retry-after")) || 0;
    const reason = body.error ?? { message: `The server answered ${answer.status} to ${path.split("?")[0]}.` };
    throw new Refusal(reason, { wait: answer.status === 429 ? wait || 2 : 0 });
  }
  return body;
}

export const get = (path) => ask(path);
export const post = (path, body) => ask(path, {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
});
export const remove = (path) => ask(path, { method: "DELETE" });

/** The tab's own name with the server: kept over a reload, so that its jobs are found again. */
export const client = (() => {
  const kept = sessionStorage.getItem("tocsin-client");
  const name = kept ?? Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem("tocsin-client", name);
  return name;
})();

const listeners = new Set();

/** Be told of every event of a job; returns how to stop. */
export function onJob(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function openStream() {
  const stream = new EventSource(`/api/events?client=${client}`);
  stream.addEventListener("job", (event) => {
    const job = JSON.parse(event.data);
    for (const listener of listeners) listener(job);
  });
  return stream;
}

/** {gone, boot}: whether the server answers, and which start of it this is; a new stream for every start. */
export function useServer() {
  const [state, show] = useState({ gone: false, boot: null });
  useEffect(() => {
    let stream = null;
    let boot = null;
    let timer = 0;
    const look = async () => {
      try {
        const health = await get("/api/health");
        if (boot !== health.boot || stream === null || stream.readyState === EventSource.CLOSED) {
          stream?.close();
          stream = openStream();
          boot = health.boot;
        }
        show((before) => (before.gone || before.boot !== health.boot ? { gone: false, boot: health.boot } : before));
        timer = setTimeout(look, 3000);
      } catch (problem) {
        if (problem.gone) show((before) => (before.gone ? before : { ...before, gone: true }));
        timer = setTimeout(look, 1000);
      }
    };
    look();
    return () => { clearTimeout(timer); stream?.close(); };
  }, []);
  return state;
}

/** The answer to a GET, anew when path or boot changes: {data, error}; null path asks nothing. */
export function useAnswer(path, boot) {
  const [answer, show] = useState({ data: null, error: null, path: null });
  useEffect(() => {
    if (path === null) return undefined;
    let wanted = true;
    get(path).then(
      (data) => wanted && show({ data, error: null, path }),
      (error) => wanted && show((before) => ({ data: before.path === path ? before.data : null, error, path })),
    );
    return () => { wanted = false; };
  }, [path, boot]);
  return answer.path === path ? answer : { data: null, error: null, path };
}
