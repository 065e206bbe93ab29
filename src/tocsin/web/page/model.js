// A model as the page uses it: what the server says of theory and case, with what follows from it.

/** The kind of the case, which claims and mechanisms can be switched, and each prior's density as points. */
export function understood(found) {
  const world = found.case.kind === "world" || found.case.clock === "world";
  const claims = found.theory.claims ?? found.claims ?? [];
  const runs = (claim) => (claim.mechanisms ?? []).some((name) => name.startsWith("crisis.") !== world);
  const switches = found.switches ?? claims.filter((claim) => claim.status === "implemented" && runs(claim))
    .map((claim) => ({ name: `claim:${claim.id}`, title: claim.claim }));
  return { ...found, case: { ...found.case, kind: world ? "world" : "case" }, claims, switches,
    parameters: found.parameters.map((each) => (each.histogram ? withDensity(each) : each)) };
}

/** Bars of a histogram between `from` and `to` as points of a density, on a log scale where the server says so. */
function withDensity(parameter) {
  const { from, to, logarithmic, histogram } = parameter;
  const fixed = !(to > from);
  const at = (place) => (logarithmic ? from * (to / from) ** place : from + (to - from) * place);
  const density = fixed ? [] : histogram.map((tall, place) => [at((place + 0.5) / histogram.length), tall]);
  const prior = fixed ? null : { text: parameter.prior, density, log: logarithmic, from, to };
  const sources = (parameter.sources ?? parameter.source ?? []).map((each) => (typeof each === "string" ? { id: each } : each));
  return { ...parameter, prior, fixed: fixed ? parameter.value ?? from : null, source: sources, integer: Boolean(parameter.integer) };
}
