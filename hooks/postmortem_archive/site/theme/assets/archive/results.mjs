// The incidents found, as many at a time as somebody reads, each loaded when it comes near.

import { addressOf, duration, element, marked, plural, shortDay, showSeverity } from "./showing.mjs";

export const STEP = 20;
const LOW = 150; // pixels of a result that are seldom less
const NEAR = "1000000px 0px 50px"; // where the last of them begins: above the window, in it or a little below
const LONG = 150; // milliseconds until what stands there fades: most answers are there before, and the page is drawn once less

/** How many of them fill the window and what is near it: what stands above the list makes up for that. */
export function inWindow() {
  return Math.min(STEP, Math.ceil(innerHeight / LOW));
}

export class Results {
  /** `fail(error)` is called when what comes near the window cannot be loaded, or what came may be of another edition. */
  constructor(place, template, { root, severities, statuses }, fail) {
    Object.assign(this, { place, template, root, severities, statuses, fail, facets: null });
    this.asked = 0;
    this.rest = async () => {};
    this.watcher = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.rest().catch(fail);
    }, { rootMargin: NEAR });
  }

  /**
   * Shows the first `count` of these incidents: `atOnce` of them, and the others when their place comes near the window.
   * Keeps what stands there until they are loaded. False when overtaken.
   */
  async show(search, order, answer, count, atOnce) {
    const turn = this.begin();
    try {
      const cards = await this.cards(search, order.slice(0, Math.min(atOnce, count)), answer);
      if (turn !== this.asked) return false;
      this.place.replaceChildren(...cards);
    } finally {
      if (turn === this.asked) this.arrived();
    }
    if (Math.min(order.length, count) > atOnce) this.wait(() => this.append(search, order.slice(atOnce, count), answer));
    return true;
  }

  /** Appends those from `from` up to `count`, and returns the first of them. */
  async extend(search, order, answer, from, count) {
    const turn = this.asked;
    await this.rest();
    return turn === this.asked ? this.append(search, order.slice(from, count), answer) : null;
  }

  async append(search, numbers, answer) {
    const turn = this.asked;
    const cards = await this.cards(search, numbers, answer);
    if (turn !== this.asked) return null;
    this.place.append(...cards);
    search.confirm().catch(this.fail); // what is here does not wait for that
    return cards[0];
  }

  /** Another list is on its way. */
  announce() {
    clearTimeout(this.fading);
    this.fading = setTimeout(() => this.place.setAttribute("aria-busy", "true"), LONG);
  }

  arrived() {
    clearTimeout(this.fading);
    this.place.removeAttribute("aria-busy");
  }

  /** Another list: what the one before still waits for is of no use. */
  begin() {
    this.watcher.disconnect();
    this.rest = async () => {};
    return ++this.asked;
  }

  /** Does something once, when the end of the list comes near or somebody asks for what is below; if it failed, when they ask again. */
  wait(load) {
    let loading = null;
    this.rest = () => (loading ??= load().catch((error) => {
      loading = null;
      this.watcher.disconnect();
      throw error;
    }));
    this.watcher.observe(this.place.lastElementChild);
  }

  /** Shows elements that are there already. */
  put(elements) {
    this.begin();
    this.place.replaceChildren(...elements);
    this.arrived();
  }

  /** The arrow keys go from the field of the question to the results and from one to the next. */
  move(press, question) {
    if (press.isComposing) return; // the arrows choose among what was composed
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    const links = [...this.place.querySelectorAll(".pm-entry__title a")];
    const at = links.indexOf(document.activeElement);
    if (!step || (at < 0 && (document.activeElement !== question || step < 0))) return;
    press.preventDefault();
    (links[at + step] ?? (at + step < 0 ? question : null))?.focus();
  }

  cards(search, numbers, answer) {
    return Promise.all(numbers.map(async (n) => {
      if (answer) return this.card(n, await search.hit(n, answer));
      return this.card(n, { incident: await search.incident(n) });
    }));
  }

  card(n, { incident, title = "", anchor = "", excerpt = "", marks = [] }) {
    const card = this.template.content.firstElementChild.cloneNode(true);
    const part = (name) => card.querySelector(`[data-pm-${name}]`);
    if (showSeverity(part("severity"), incident.severity, this.severities)) {
      card.classList.add(`pm-sev-edge-${this.severities[incident.severity]?.[1] ?? 4}`);
    } else {
      part("severity").remove();
    }
    fill(part("status"), this.statuses[incident.status]);
    part("status")?.classList.add(`pm-status-${incident.status}`);
    part("date").textContent = shortDay(incident.date);
    part("date").dateTime = incident.date;
    fill(part("organisation"), incident.organisation);
    fill(part("duration"), this.length(n, incident));
    const quoted = excerpt && excerpt !== incident.title; // a title that answers is marked where it stands
    part("title").append(...marked(incident.title, quoted ? [] : marks));
    part("title").href = addressOf(this.root, incident.slug, anchor);
    fill(part("where"), quoted && title);
    part("text").append(...(quoted ? marked(excerpt, marks) : [incident.summary ?? ""]));
    if (!part("text").textContent) part("text").parentElement.remove();
    const causes = (incident.root_causes ?? []).map((word) => element("span", "", this.facets.label("root-cause", word)));
    const open = incident.open ? [element("span", "pm-entry__open", plural(incident.open, "open action item"))] : [];
    part("facts").append(...causes, ...open);
    if (!part("facts").firstChild) part("facts").remove();
    return card;
  }

  length(n, { duration_minutes: minutes }) {
    if (minutes === null || minutes === undefined) return "";
    return `${this.facets.exact[n] === "1" ? "" : "about "}${duration(minutes)}`;
  }
}

/** The text, or no element where there is none. */
function fill(place, text) {
  if (text) place.textContent = text;
  else place.remove();
}
