// A replayed history as the maps use it.

const WAR_BEGINS = ["war-starts", "war-is-joined"];
const LEAVES_WAR = ["quits-war", "revolution-leaves-war", "people-end-war", "state-ends"];
const RISES = ["people-rise", "inspired-rising"];
const CRISES = ["ruling-group-splits", "commander-rebels", "coup", "ruler-falls", "ruler-falls-late", "political-revolution"];
const ORDERS = { "social-revolution": "workers", "order-degenerates": "bureaucratic", restoration: "restored", overthrow: "restored" };

/** The answer to `replay`, with stances of units by hour, or a world's states by month. */
export function told(story) {
  if (story.years !== undefined) return { ...story, months: story.path ? story.path.map((month) => month.countries ?? month) : monthsOf(story) };
  const path = (story.path ?? []).map((hour) => ({ ...hour, out: hour.out ?? { ruler: hour.out_ruler, challenger: hour.out_challenger, themselves: hour.out_themselves } }));
  const units = (story.units ?? []).map((unit) => ({ ...unit, stance_by_hour: unit.stance_by_hour ?? unit.stances ?? [] }));
  return { ...story, path: path.length > 0 ? path : [{}], units };
}

/** "A and B" as two names of states; a state's own name may hold an "and". */
function pairOf(actor, names) {
  for (let at = actor.indexOf(" and "); at >= 0; at = actor.indexOf(" and ", at + 1)) {
    const pair = [actor.slice(0, at), actor.slice(at + 5)];
    if (pair.every((name) => names.has(name))) return pair;
  }
  return null;
}

/** Each state as it is before the first month, as far as the log and the end of the history tell. */
function beginnings(story) {
  const first = (name, events) => story.moments.find((each) => each.actor === name && events.includes(each.event));
  return story.countries.map(({ name, exists, order }) => {
    const turn = first(name, Object.keys(ORDERS));
    const before = { "social-revolution": "capitalist", "order-degenerates": "workers", restoration: "bureaucratic", overthrow: "workers" };
    const birth = first(name, ["state-is-born", "state-ends"]);
    return { id: name, exists: birth ? birth.event === "state-ends" : exists, order: turn ? before[turn.event] : order };
  });
}

/**
 * Where the server gives no path: each state month by month, as the log tells it. Risings and crises show in the month
 * in which they are told. Months at war that the log does not begin are those of a war that was on at the start.
 */
function monthsOf(story) {
  const now = beginnings(story);
  const state = new Map(now.map((each) => [each.id, each]));
  const names = new Set(state.keys());
  let wars = [];
  const told = new Map();
  for (const moment of story.moments) told.set(moment.month, [...(told.get(moment.month) ?? []), moment]);
  const months = Array.from({ length: story.course.months }, (nothing, month) => {
    for (const each of now) each.crisis = each.rising = false;
    for (const { event, actor } of told.get(month) ?? []) {
      const one = state.get(actor);
      const pair = actor && !one ? pairOf(actor, names) : null;
      if (pair && WAR_BEGINS.includes(event)) wars.push(pair);
      if (pair && event === "peace-made") wars = wars.filter((war) => !pair.every((name) => war.includes(name)));
      if (!one) continue;
      if (LEAVES_WAR.includes(event)) wars = wars.filter((war) => !war.includes(actor));
      if (RISES.includes(event)) one.rising = true;
      if (CRISES.includes(event)) one.crisis = true;
      if (ORDERS[event]) one.order = ORDERS[event];
      if (event === "state-is-born" || event === "state-ends") one.exists = event === "state-is-born";
    }
    return now.map((each) => ({ ...each, at_war: wars.some((war) => war.includes(each.id)) }));
  });
  story.countries.forEach(({ war_months: fought }, place) => {
    const begun = fought - months.filter((month) => month[place].at_war).length;
    for (let month = 0; month < begun; month += 1) months[month][place].at_war = true;
  });
  return months;
}
