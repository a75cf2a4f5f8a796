// The explorer: a question and facets narrow all incidents together, and the whole choice stands in the address.

import { Address } from "./address.mjs";
import { chipsOf, showChips, showOrder } from "./chips.mjs";
import { FacetList } from "./facetlist.mjs";
import { showWaysOut, waysOut } from "./hints.mjs";
import { openArchive } from "./opening.mjs";
import { showRange } from "./range.mjs";
import { inWindow, Results, STEP } from "./results.mjs";
import { asksNothing, grouped, noteOn, plural, speaker, whyNone } from "./showing.mjs";
import { NOTHING, questionIn, readState, sortOf, toggled, writeState } from "./state.mjs";

const TOGETHER = 60; // milliseconds that counts wait for results, so that one drawing of the page shows both
const ROOT = new URL("../../", import.meta.url);
let returns = 0; // how often the connection came back

export async function startExplorer(place) {
  const form = place?.querySelector("[data-pm-ask]");
  if (!form) return;
  form.hidden = false;
  const list = place.querySelector("[data-pm-results]");
  form.elements.q.value = questionIn(location);
  form.addEventListener("submit", (event) => event.preventDefault());
  if (location.search || form.elements.q.value) list.setAttribute("aria-busy", "true"); // what stands there is not what was asked for
  const again = place.querySelector("[data-pm-again]");
  let explorer = null;
  const begin = async () => {
    again.hidden = true;
    try {
      explorer = new Explorer(place, ...(await openArchive(ROOT)));
    } catch (error) {
      return tellFailure(place, error);
    }
    explorer.begin();
  };
  again.querySelector("button").addEventListener("click", ({ detail }) => {
    if (detail === 0 && again.contains(document.activeElement)) form.elements.q.focus(); // by a key: the button goes away
    return explorer ? explorer.redraw() : begin();
  });
  addEventListener("online", () => {
    returns++;
    if (!again.hidden) again.querySelector("button").click();
  });
  await begin();
}

/** A file did not come: the connection is gone, unless the error knows better. */
function tellFailure(place, error, say = speaker(place), what = "The search could not be loaded: below are the newest incidents") {
  place.querySelector("[data-pm-results]").removeAttribute("aria-busy");
  const told = `${what}. ${error.remedy ?? "Check the connection."}`;
  place.querySelector("[data-pm-shown]").textContent = told;
  say(told);
  place.querySelector("[data-pm-again]").hidden = false;
  console.warn(error);
}

class Explorer {
  constructor(place, facets, search) {
    Object.assign(this, { place, turn: 0, address: new Address() });
    this.part = (name) => place.querySelector(`[data-pm-${name}]`);
    this.say = speaker(place);
    this.newest = [...this.part("results").children];
    const { severities, statuses } = place.dataset;
    const words = { root: ROOT, severities: JSON.parse(severities), statuses: JSON.parse(statuses) };
    const fail = (error) => this.recover(error, (why) => this.failBelow(why));
    this.results = new Results(this.part("results"), this.part("result"), words, fail);
    this.take(facets, search);
  }

  /** Answers come out of these from now on. */
  take(facets, search) {
    Object.assign(this, { facets, search, answers: new Map() });
    this.results.facets = facets;
    const toggle = (name, word) => this.choose(toggled(this.asked, name, word));
    this.facetList = new FacetList(this.part("facet-list"), facets, toggle, this.say);
  }

  begin() {
    const typed = this.part("question").value; // while everything was loading
    this.listen();
    this.part("facets").hidden = false;
    this.part("sort").hidden = false;
    if (matchMedia("(max-width: 44.9375em)").matches) this.part("facets").querySelector("details").open = false;
    this.restore();
    if (typed !== this.state.question) this.type(typed);
    const { top } = history.state ?? {};
    this.drawn.then(() => top && scrollTo(0, top));
  }

  listen() {
    const question = this.part("question");
    question.addEventListener("input", () => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.type(question.value)); // behind the keys that wait already
    });
    this.part("ask").addEventListener("submit", () => this.openFirst());
    for (const end of ["from", "to"]) {
      this.part(end).addEventListener("change", () => this.choose({ ...this.asked, [end]: this.part(end).value.trim() }));
    }
    this.part("sort").addEventListener("click", ({ target }) => target.value && this.sortBy(target.value));
    this.part("more").addEventListener("click", () => this.more());
    this.place.addEventListener("keydown", (press) => this.results.move(press, question));
    addEventListener("popstate", () => this.arrive());
    addEventListener("pagehide", () => {
      this.address.write();
      history.replaceState({ ...history.state, top: scrollY }, "");
    });
  }

  /** The state with what was typed a moment ago. */
  get asked() {
    return { ...this.state, question: this.part("question").value };
  }

  /** At another step, or only at another place on the page: then everything stays, and the address has to say it. */
  arrive() {
    if (!this.address.isMoved) this.restore();
    else if (location.search !== writeState(this.state)) this.address.follow(this.state, this.shown);
  }

  /** What stands in the address. */
  restore() {
    this.state = readState(this.address.read(), this.facets);
    this.shown = history.state?.shown ?? STEP;
    for (const [name, value] of [["question", this.state.question], ["from", this.state.from], ["to", this.state.to]]) {
      this.part(name).value = value;
    }
    this.redraw();
  }

  redraw() {
    const turn = ++this.turn;
    this.part("again").hidden = true;
    this.results.announce();
    const before = returns;
    const tell = (why) => (returns === before ? this.fail(why) : this.redraw()); // the connection may have come back meanwhile
    const recover = (error) => turn === this.turn && this.recover(error, tell);
    this.drawn = this.draw(turn).catch(recover);
    this.confirmed = this.drawn.then(() => turn === this.turn && this.search.confirm()).catch(recover); // mostly it is yes
    return this.drawn;
  }

  /** Where the site was published anew, opens what is there now and draws everything out of that; what else went wrong is told. */
  async recover(error, tell) {
    const { turn } = this;
    try {
      if (!(await this.search.isOutdated(error))) throw error;
      const opened = await openArchive(ROOT);
      if (turn === this.turn) await this.renew(...opened);
    } catch (why) {
      if (turn === this.turn) await tell(why);
    }
  }

  renew(facets, search) {
    const held = document.activeElement;
    const { name, value } = this.part("facet-list").contains(held) ? held : {};
    this.address.write();
    this.isRenewed = true; // the newest incidents of this page are no longer those of the archive
    this.take(facets, search);
    this.state = { ...readState(this.address.read(), facets), question: this.state.question };
    return this.redraw().then(() => {
      if (name) this.facetList.focus(name, value);
      else if (!held.isConnected) this.part("question").focus();
    });
  }

  /** Nothing stays that could be taken for an answer. */
  fail(error) {
    for (const name of ["empty", "more", "note"]) this.part(name).hidden = true;
    this.results.put(this.newest);
    this.part("years")?.removeAttribute("hidden");
    tellFailure(this.place, error, this.say);
  }

  /** What is further below did not come: the button there asks for it again. */
  failBelow(error) {
    this.part("more").hidden = false;
    tellFailure(this.place, error, this.say, "More results could not be loaded");
  }

  /** A choice is a step that Back undoes; typing is none. */
  choose(state) {
    clearTimeout(this.pause);
    this.address.push(state, STEP);
    this.restore();
  }

  type(question) {
    this.state = { ...this.state, question };
    this.shown = STEP;
    this.address.follow(this.state, STEP);
    this.redraw();
  }

  sortBy(key) {
    const again = sortOf(this.state) === key && key !== "relevance";
    const byItself = sortOf({ ...this.state, sort: "" }) === key;
    this.choose({ ...this.asked, sort: byItself ? "" : key, ascending: again && !this.state.ascending });
  }

  async draw(turn) {
    const { state } = this;
    const read = await this.ask(state.question);
    if (turn !== this.turn) return;
    const answer = read?.empty ? null : read;
    const [range, leftOut] = showRange(this.part, state);
    const { found, counts, without } = this.facets.select(state.chosen, range, answer?.order ?? null);
    const sort = sortOf(state);
    const isRanked = sort === "relevance" && answer;
    const order = isRanked ? found : await this.facets.sort(found, sort === "relevance" ? "date" : sort, state.ascending);
    if (turn !== this.turn) return;
    Object.assign(this, { answer, order });
    const results = this.drawResults();
    await Promise.race([results, new Promise((done) => setTimeout(done, TOGETHER))]);
    if (turn !== this.turn) return results;
    this.facetList.update(counts, state.chosen);
    this.drawState(sort, answer);
    this.drawChips();
    this.drawNote([leftOut, asksNothing(read, state.question) || noteOn(answer)].filter(Boolean).join(" "));
    this.part("empty").hidden = found.length > 0;
    const out = found.length > 0 ? "" : await this.drawWaysOut(turn, range, answer, without);
    if (turn !== this.turn) return results;
    const more = [this.part("note").textContent, out].filter(Boolean).join(" ");
    this.say(this.part("shown").textContent + (more && `. ${more}`));
    return results;
  }

  async drawResults() {
    const untouched = !this.isRenewed && writeState(this.state) === "" && this.shown <= this.newest.length;
    if (untouched) this.shown = this.newest.length;
    if (untouched) this.results.put(this.newest);
    else if (!(await this.results.show(this.search, this.order, this.answer, this.shown, this.atOnce))) return;
    this.part("more").hidden = this.order.length <= this.shown;
    this.part("years")?.toggleAttribute("hidden", !untouched);
  }

  /** Who comes back finds everything that was there, at the place where it was. */
  get atOnce() {
    return this.shown > STEP || history.state?.top ? this.shown : inWindow();
  }

  /** The answer to a question, or null where there is none. */
  async ask(question) {
    const text = question.trim();
    if (!text) return null;
    const answer = this.answers.get(text) ?? (await this.search.ask(text));
    if (this.answers.size > 50) this.answers.clear();
    this.answers.set(text, answer);
    return answer;
  }

  drawCount() {
    const [found, all] = [this.order.length, plural(this.facets.count, "incident")];
    this.part("shown").textContent = found === this.facets.count ? all : `${grouped(found)} of ${all}`;
    this.part("more").hidden = found <= this.shown;
    this.part("again").hidden = true;
  }

  drawState(sort, answer) {
    this.drawCount();
    showOrder(this.part("sort"), answer || sort !== "relevance" ? sort : "date", this.state.ascending, Boolean(answer));
  }

  drawNote(note) {
    this.part("note").hidden = !note;
    this.part("note").textContent = note;
  }

  drawChips() {
    const chips = chipsOf(this.state, this.facets);
    showChips(this.part("chosen"), chips, async (next, at) => {
      this.choose(next);
      await this.drawn;
      const left = this.part("chosen").children;
      (left[Math.min(at, left.length - 1)] ?? this.part("question")).focus();
    });
    const filters = chips.filter(([text]) => text).length;
    this.part("filters").textContent = filters ? `(${filters})` : "";
  }

  async drawWaysOut(turn, range, answer, without) {
    const ask = async (text) => (await this.ask(text))?.order ?? null;
    const ways = await waysOut(this.state, this.facets, range, answer?.order, without, ask);
    if (turn !== this.turn) return "";
    const reason = answer && !answer.order.length ? whyNone(answer) : "";
    return showWaysOut(this.part("empty"), reason, ways, NOTHING, async (next) => {
      this.choose(next);
      await this.drawn;
      this.part("question").focus();
    });
  }

  async more() {
    await this.drawn; // more of another list may be on its way already
    const from = this.shown;
    this.shown += STEP;
    try {
      const first = await this.results.extend(this.search, this.order, this.answer, from, this.shown);
      this.address.keep(this.shown);
      this.drawCount();
      first?.querySelector("a").focus();
    } catch (error) {
      this.shown = from;
      this.recover(error, (why) => this.failBelow(why));
    }
  }

  /** Enter in the question opens the first result, as soon as it is there; what asks nothing has none. */
  async openFirst() {
    clearTimeout(this.pause);
    if (this.part("question").value !== this.state.question) this.type(this.part("question").value);
    if (!this.part("again").hidden) this.redraw();
    const { question } = this.state;
    await this.confirmed;
    if (this.state.question === question && this.part("again").hidden && this.answer) this.part("results").querySelector("a")?.click();
  }
}
