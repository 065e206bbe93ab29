// A job on the server as the page sees it: asked for, followed, cancelled, asked for again after a restart.
import { useEffect, useRef, useState } from "./vendor.js";
import { client, get, onJob, post, remove } from "./server.js";

const OVER = ["done", "failed", "cancelled"];
const IDLE = { job: null, result: null, error: null };

/**
 * Follow the job that a request names. The server knows a request again by its words and the tab's name, so that
 * asking once more after a reload or a restart finds the same job, or begins it anew.
 *
 * request: the body of POST /api/jobs without `client`, or null for none. Returns {job, result, current, error, cancel}; `result`
 * stays while the next request is computed: `current` says whether it is the answer to this one.
 */
export function useJob(request, boot) {
  const [state, show] = useState(IDLE);
  const [times, again] = useState(0);
  const words = request === null ? null : JSON.stringify(request);
  const id = useRef(null);
  useEffect(() => {
    if (words === null) { show(IDLE); return undefined; }
    let wanted = true;
    let timer = 0;
    id.current = null;
    const fail = (error) => {
      if (!wanted || error.gone) return;
      if (error.wait) timer = setTimeout(begin, error.wait * 1000);
      show((before) => ({ ...before, job: null, error }));
    };
    const finish = () => get(`/api/jobs/${id.current}`).then((job) => {
      if (!wanted) return;
      if (job.status === "done") show({ job, result: job.result, error: null, words });
      else if (OVER.includes(job.status)) show((before) => ({ ...before, job, error: job.error }));
      else { show((before) => ({ ...before, job, error: null })); timer = setTimeout(finish, 1500); }
    }, fail);
    const begin = () => post("/api/jobs", { ...JSON.parse(words), client }).then((job) => {
      if (!wanted) return;
      id.current = job.id;
      show((before) => ({ ...before, job, error: null }));
      finish();
    }, fail);
    const stop = onJob((job) => {
      if (!wanted || job.id !== id.current) return;
      if (OVER.includes(job.status)) { clearTimeout(timer); finish(); }
      else show((before) => ({ ...before, job }));
    });
    show((before) => ({ ...before, job: null, error: null }));
    begin();
    return () => { wanted = false; clearTimeout(timer); stop(); };
  }, [words, boot, times]);
  const cancel = () => id.current && remove(`/api/jobs/${id.current}`).catch(() => {});
  return { ...state, current: state.words === words, cancel, again: () => again(times + 1), busy: words !== null && !(state.error || (state.job && OVER.includes(state.job.status))) };
}
