// The search box of every page: the best few answers while somebody types, and the way to all of them.

import { NOTHING, writeState } from "./state.mjs";
import { addressOf, asksNothing, element, grouped, marked, shortDay, showSeverity, speaker, unknownWords, whyNone } from "./showing.mjs";

const BEST = 5;
const ROOT = new URL("../../", import.meta.url);
let opened; // the search, loaded once, when somebody means to use it

function search() {
  opened ??= import("./search.mjs").then(({ openSearch }) => openSearch(ROOT));
  opened.catch(() => (opened = undefined)); // the next key tries again
  return opened;
}

/** `/` and `s` lead into the question: the explorer's own, or the first box that can be seen. */
export function listenForSlash() {
  addEventListener("keydown", (press) => {
    const { key, target } = press;
    const writing = target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (writing || press.ctrlKey || press.metaKey || press.altKey || (key !== "/" && key !== "s")) return;
    const fields = document.querySelectorAll("[data-pm-question], [data-pm-box] input");
    const field = [...fields].sort((a, b) => b.matches(".pm-explorer *, .pm-hero *") - a.matches(".pm-explorer *, .pm-hero *"))
      .find((one) => one.getClientRects().length > 0);
    if (!field) return;
    press.preventDefault();
    field.focus();
    field.select();
  });
}

export function startSearchBox(form, number) {
  new SearchBox(form, `pm-box-${number}`);
}

class SearchBox {
  constructor(form, id) {
    this.form = form;
    this.field = form.elements.q;
    this.severities = JSON.parse(form.dataset.severities);
    this.panel = element("div", "pm-box__panel");
    this.panel.hidden = true;
    this.list = element("div", "pm-box__list");
    this.list.id = id;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Best answers");
    this.state = element("p", "pm-box__state");
    this.panel.append(this.list, this.state);
    const said = element("p", "pm-unseen");
    said.setAttribute("role", "status");
    said.dataset.pmSaid = "";
    form.append(this.panel, said);
    this.say = speaker(form);
    const combobox = { role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(combobox)) this.field.setAttribute(name, value);
    this.at = -1;
    this.turn = 0;
    this.listen();
  }

  listen() {
    const { field, form, panel } = this;
    field.addEventListener("focus", () => { search().catch(() => {}); this.type(); });
    field.addEventListener("input", () => this.type());
    field.addEventListener("keydown", (press) => this.press(press));
    form.addEventListener("submit", (event) => this.submit(event));
    panel.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    addEventListener("online", () => this.failed && !panel.hidden && this.answer());
    form.addEventListener("focusout", ({ relatedTarget }) => form.contains(relatedTarget) || this.close());
  }

  type() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.answer()); // behind the keys that wait already
  }

  async answer() {
    const turn = ++this.turn;
    const text = this.field.value.trim();
    if (!text) return this.close();
    let index;
    try {
      index = await search();
      const answer = await index.ask(text);
      const hits = await Promise.all(answer.order.slice(0, BEST).map((n) => index.hit(n, answer)));
      if (turn === this.turn) this.show(text, hits, answer.order.length, answer);
      await index.confirm();
    } catch (error) {
      const isOutdated = await index?.isOutdated(error);
      if (isOutdated) opened = undefined; // the next to ask opens what is published now
      if (turn !== this.turn) return;
      if (isOutdated) return this.answer();
      console.warn(error);
      this.show(text, [], -1);
    }
  }

  show(text, hits, count, answer = null) {
    const active = this.list.children[this.at];
    const options = hits.map((hit, number) => this.option(hit, number));
    if (count > 0) options.push(this.last(text, count));
    this.list.replaceChildren(...options);
    // what somebody chose while this answer was on its way stays chosen
    this.activate(active ? options.findIndex((one) => one.href === active.href || (active.matches(".pm-box__all") && one.matches(".pm-box__all"))) : -1);
    this.list.hidden = options.length === 0;
    this.failed = count < 0;
    const unknown = answer?.loosened ? "" : unknownWords(answer);
    const none = count === 0 && whyNone(answer);
    this.state.textContent = asksNothing(answer, text) || none || this.said(count, answer?.loosened, unknown);
    this.state.hidden = count > 0 && !answer.loosened && !unknown;
    this.say(this.state.textContent);
    this.panel.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
  }

  /** Enter leads to the explorer, which loads everything anew and says what to leave out. */
  said(count, loosened, unknown) {
    if (count < 0) return "The search could not be loaded. Check the connection, then press Enter.";
    if (count === 0) return "No incident has these words. Enter shows what to leave out.";
    const found = loosened ? `${grouped(count)} found, none with what is in quotes` : `${grouped(count)} found`;
    return unknown ? `${found}. ${unknown}` : found;
  }

  option({ incident, title, anchor, excerpt, marks }, number) {
    const link = this.link(addressOf(ROOT, incident.slug, anchor), number);
    const head = element("span", "pm-box__meta");
    const chip = element("span", "pm-chip pm-sev");
    if (showSeverity(chip, incident.severity, this.severities)) head.append(chip);
    head.append(element("span", "", shortDay(incident.date)));
    if (incident.organisation) head.append(element("span", "", incident.organisation));
    const quoted = excerpt !== incident.title; // a title that answers is marked where it stands
    const name = element("span", "pm-box__title");
    name.append(...marked(incident.title, quoted ? [] : marks));
    const body = element("span", "pm-box__text");
    if (quoted && title) body.append(element("span", "pm-entry__where", title), " ");
    body.append(...(quoted ? marked(excerpt, marks) : [incident.summary ?? ""]));
    link.append(head, name, body);
    return link;
  }

  last(text, count) {
    const link = this.link(this.explorer(text), "all");
    link.classList.add("pm-box__all");
    link.textContent = count > 1 ? `All ${grouped(count)} results` : "Open in the explorer";
    return link;
  }

  /** Where all answers stand. */
  explorer(text) {
    return this.form.action + writeState({ ...NOTHING, question: text });
  }

  /** A link that takes no focus: the field keeps it, and says which option is the active one. */
  link(address, name) {
    const link = element("a", "pm-box__option");
    Object.assign(link, { href: address, id: `${this.list.id}-${name}`, tabIndex: -1 });
    link.setAttribute("role", "option");
    link.setAttribute("aria-selected", "false");
    return link;
  }

  press(press) {
    if (press.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[press.key];
    if (press.key === "Escape") {
      press.preventDefault(); // a search field would be emptied
      if (this.panel.hidden) this.field.blur();
      this.close();
    } else if (step && !this.panel.hidden && this.list.children.length) {
      press.preventDefault();
      const count = this.list.children.length + 1; // and the field itself
      this.activate(((this.at + 1 + step + count) % count) - 1);
    }
  }

  activate(at) {
    this.at = at;
    [...this.list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    const active = this.list.children[at];
    if (active) this.field.setAttribute("aria-activedescendant", active.id);
    else this.field.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  /** Enter opens the active option; without one the form leads to the explorer. */
  submit(event) {
    event.preventDefault();
    const link = this.panel.hidden ? null : this.list.children[this.at];
    this.close();
    if (link) link.click();
    else location.assign(this.explorer(this.field.value));
  }

  close() {
    clearTimeout(this.pause);
    this.turn++;
    this.say("");
    this.panel.hidden = true;
    this.at = -1;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }
}
