// A replayed history as the maps use it.

const STARTS = { "war-starts": "at_war", "joins-war": "at_war", "people-rise": "rising" };
const ENDS = { "quits-war": "at_war", "peace-made": "at_war", "ruler-holds": "rising", "ruler-falls": "rising" };

/** The answer to `replay`, with stances of units by hour, or a world's states by month. */
export function told(story) {
  if (story.years !== undefined) return { ...story, months: story.path ? story.path.map((month) => month.countries ?? month) : monthsOf(story) };
  const path = (story.path ?? []).map((hour) => ({ ...hour, out: hour.out ?? { ruler: hour.out_ruler, challenger: hour.out_challenger, themselves: hour.out_themselves } }));
  const units = (story.units ?? []).map((unit) => ({ ...unit, stance_by_hour: unit.stance_by_hour ?? unit.stances ?? [] }));
  return { ...story, path: path.length > 0 ? path : [{}], units };
}

/** Where the server gives no path: what the log says of each state, month by month. Crises last the month in which they are told. */
function monthsOf(story) {
  const length = story.course.months ?? 1;
  const names = story.countries.map((country) => country.name);
  const now = new Map(names.map((name) => [name, { id: name, exists: true, order: "capitalist", at_war: false, rising: false, crisis: false }]));
  const byMonth = new Map();
  for (const moment of story.moments) byMonth.set(moment.month, [...(byMonth.get(moment.month) ?? []), moment]);
  const months = [];
  for (let month = 0; month < length; month += 1) {
    for (const state of now.values()) state.crisis = state.rising = false;
    for (const { event, actor, text } of byMonth.get(month) ?? []) {
      for (const name of names.filter((each) => actor?.includes(each) || ((STARTS[event] ?? ENDS[event]) === "at_war" && text.includes(each)))) {
        const state = now.get(name);
        if (STARTS[event]) state[STARTS[event]] = true;
        else if (ENDS[event]) state[ENDS[event]] = false;
        else if (["ruling-group-splits", "commander-rebels", "coup"].includes(event)) state.crisis = true;
      }
    }
    months.push([...now.values()].map((state) => ({ ...state })));
  }
  return months;
}
