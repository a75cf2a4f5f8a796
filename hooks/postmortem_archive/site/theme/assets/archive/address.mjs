// The address of the explorer, which keeps all that somebody asked for.

import { isAnchor, writeState } from "./state.mjs";

const STILL = 400; // milliseconds until it follows what is typed: browsers allow about 100 changes in 30 seconds

export class Address {
  constructor() {
    this.waiting = null;
    this.query = "";
  }

  /** What stands there now; what would have followed does not. */
  read() {
    this.forget();
    this.query = location.search;
    return location;
  }

  /** True where somebody only went to another place on the page. */
  get isMoved() {
    return location.search === this.query && isAnchor(location);
  }

  /** A choice is a step that Back undoes; typing is none. */
  push(state, shown) {
    this.write();
    history.pushState({ shown }, "", `${location.pathname}${writeState(state)}`);
  }

  /** The state will stand there in a moment. */
  follow(state, shown) {
    this.forget();
    const write = () => {
      history.replaceState({ shown }, "", `${location.pathname}${writeState(state)}`);
      this.query = location.search;
    };
    this.waiting = { write, timer: setTimeout(() => this.write(), STILL) };
  }

  /** What was typed a moment ago stands there now. */
  write() {
    const { waiting } = this;
    this.forget();
    waiting?.write();
  }

  /** Nothing follows. */
  forget() {
    clearTimeout(this.waiting?.timer);
    this.waiting = null;
  }

  /** How many results are shown is kept beside it. */
  keep(shown) {
    this.write();
    history.replaceState({ ...history.state, shown }, "");
  }
}
