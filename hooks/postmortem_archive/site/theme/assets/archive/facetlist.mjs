// The facets as lists of check boxes, beside every value how many there would be with it.

import { element, grouped, shortened } from "./showing.mjs";

const FEW = 6; // values of a facet before "more"
const MANY = 100; // and after it: the box above the list finds the others

/** `choose(name, word)` is called when somebody checks or unchecks a box, `say(text)` with what a screen reader is told. */
export class FacetList {
  constructor(place, facets, choose, say) {
    this.views = facets.list.map((facet) => new FacetView(facet, choose, say));
    place.replaceChildren(...this.views.map((view) => view.element));
  }

  update(counts, chosen) {
    this.views.forEach((view, at) => view.update(counts[at], chosen.get(view.facet.name) ?? []));
  }

  /** The focus goes to the box of a value, where that has one. */
  focus(name, word) {
    const boxes = this.views.flatMap((view) => [...view.element.querySelectorAll("input[type=checkbox]")]);
    boxes.find((box) => box.name === name && box.value === word)?.focus();
  }
}

class FacetView {
  constructor(facet, choose, say) {
    this.facet = facet;
    this.choose = choose;
    this.lines = new Map(); // by place
    this.open = false;
    this.element = element("fieldset", "pm-facet-group");
    this.find = element("input", "pm-facet__find");
    Object.assign(this.find, { type: "search", hidden: true, autocomplete: "off", placeholder: "Filter these" });
    this.find.setAttribute("aria-label", `Filter the values of ${facet.label}`);
    this.find.addEventListener("input", () => {
      this.draw();
      say(this.none.textContent);
    });
    this.values = element("div");
    this.none = element("p", "pm-quiet");
    this.more = element("button", "pm-link");
    this.more.type = "button";
    this.more.addEventListener("click", () => this.turn());
    this.element.append(element("legend", "", facet.label), this.find, this.values, this.none, this.more);
  }

  update(counts, words) {
    const asBefore = this.counts && equal(counts, this.counts) && equal(words, this.words);
    Object.assign(this, { counts, words });
    if (!asBefore) this.draw();
  }

  turn() {
    this.open = !this.open;
    if (!this.open) this.find.value = "";
    this.draw();
    if (this.open && !this.find.hidden) this.find.focus();
  }

  draw() {
    const { facet, counts, words } = this;
    const chosen = new Set(words.map((word) => facet.places.get(word)));
    const ordered = this.inOrder(chosen);
    this.find.hidden = !this.open || ordered.length <= 2 * FEW;
    const asked = this.find.hidden ? "" : this.find.value.trim();
    const fitting = ordered.filter((place) => facet.labels[place].toLocaleLowerCase().includes(asked.toLocaleLowerCase()));
    this.none.textContent = fitting.length || !asked ? "" : `None of these has “${shortened(asked)}”.`;
    this.none.hidden = !this.none.textContent;
    const shown = new Set(fitting.slice(0, this.open ? MANY : FEW));
    for (const place of chosen) if (place !== undefined) shown.add(place);
    this.place(ordered.filter((place) => shown.has(place)));
    const most = Math.max(1, ...ordered.map((place) => counts[place]));
    for (const place of shown) this.lines.get(place).show(counts[place], chosen.has(place), counts[place] / most);
    const hidden = ordered.length - Math.min(ordered.length, FEW);
    this.more.hidden = hidden === 0;
    this.more.textContent = this.open ? "fewer" : `${grouped(hidden)} more`;
    this.more.setAttribute("aria-expanded", String(this.open));
    this.more.setAttribute("aria-label", `${this.more.textContent} values of ${facet.label}`);
    this.element.hidden = ordered.length === 0 || (ordered.length < 2 && chosen.size === 0 && this.saysNothing());
  }

  /** The places of the values that somebody may want: those with incidents, and those chosen. */
  inOrder(chosen) {
    const { facet, counts } = this;
    const places = facet.words.map((_, place) => place).filter((place) => counts[place] > 0 || chosen.has(place));
    if (facet.order === "given") return places;
    if (facet.order === "latest") return places.reverse();
    return places.sort((a, b) => counts[b] - counts[a] || a - b);
  }

  /** True where every incident has the one value there is. */
  saysNothing() {
    return this.facet.words.length < 2 && this.facet.starts.every((start, n, starts) => n === 0 || start > starts[n - 1]);
  }

  /** Puts the lines of these places in order, without moving any that stand right: one that is moved loses the focus. */
  place(places) {
    const wanted = places.map((place) => this.line(place).element);
    if (wanted.length === this.values.children.length && wanted.every((one, at) => this.values.children[at] === one)) return;
    const focused = this.values.contains(document.activeElement) ? document.activeElement : null;
    this.values.replaceChildren(...wanted);
    if (focused?.isConnected) focused.focus({ preventScroll: true });
    else if (focused) this.more.focus();
  }

  line(place) {
    if (!this.lines.has(place)) {
      const { name, labels, words } = this.facet;
      this.lines.set(place, new Line(name, words[place], labels[place], () => this.choose(name, words[place])));
    }
    return this.lines.get(place);
  }
}

class Line {
  constructor(name, word, label, choose) {
    this.element = element("label", "pm-facet");
    this.box = element("input");
    Object.assign(this.box, { type: "checkbox", name, value: word });
    this.box.addEventListener("change", choose);
    this.bar = element("span", "pm-facet__bar");
    this.bar.setAttribute("aria-hidden", "true");
    this.number = element("span", "pm-facet__n");
    this.element.append(this.box, element("span", "pm-facet__label", label), this.bar, this.number);
  }

  show(count, chosen, share) {
    this.box.checked = chosen;
    this.number.textContent = grouped(count);
    this.bar.style.setProperty("--share", share.toFixed(3));
    this.element.classList.toggle("pm-facet-zero", count === 0);
  }
}

function equal(some, others) {
  return some.length === others.length && some.every((one, at) => one === others[at]);
}
