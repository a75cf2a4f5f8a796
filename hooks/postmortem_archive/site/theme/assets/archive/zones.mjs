// Times of an incident in the incident's zone, in UTC or in the reader's own.

const KEY = "postmortem-archive.zone";

/** Adds the switch to an incident page and keeps the choice for the next page. */
export function switchZones(article) {
  const place = article?.querySelector("[data-pm-zone]");
  const times = [...(article?.querySelectorAll("time[data-pm-clock]") ?? [])];
  if (!place || times.length === 0) return;
  const written = new Map(times.map((time) => [time, time.textContent]));
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const choices = [
    ["incident", `Incident's zone (${article.dataset.zone || place.dataset.pmZone})`],
    ["UTC", "UTC"],
    [local, `Yours (${local})`],
  ].filter(([zone], index, all) => zone !== article.dataset.zone && all.findIndex((other) => other[0] === zone) === index);
  if (choices.length < 2) return;
  const group = document.createElement("fieldset");
  group.className = "pm-zone";
  const legend = document.createElement("legend");
  legend.className = "pm-zone__legend";
  legend.textContent = "Times in";
  group.append(legend);
  for (const [zone, label] of choices) {
    const option = document.createElement("label");
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = "pm-zone";
    radio.value = zone;
    radio.addEventListener("change", () => choose(zone));
    option.append(radio, ` ${label}`);
    group.append(option);
  }
  place.replaceWith(group);
  choose(read() ?? "incident", false);

  function choose(zone, keep = true) {
    const known = choices.some(([name]) => name === zone) ? zone : "incident";
    for (const radio of group.querySelectorAll("input")) radio.checked = radio.value === known;
    for (const time of times) time.textContent = known === "incident" ? written.get(time) : shown(time, written.get(time), known);
    if (keep) write(known);
  }
}

/** 23:21, with the day in front where that is another day than in the incident's zone. */
function shown(time, written, zone) {
  const stamp = time.getAttribute("datetime");
  const at = new Date(stamp);
  const parts = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }).format(at);
  const seconds = written.replace("~", "").length > 5 ? { second: "2-digit" } : {};
  const clock = parts({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...seconds });
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at);
  const other = day === stamp.slice(0, 10) ? "" : `${parts({ day: "numeric", month: "short" })} `;
  return `${other}${written.startsWith("~") ? "~" : ""}${clock}`;
}

// A browser may refuse to store anything; the switch works all the same.
function read() {
  try { return localStorage.getItem(KEY); } catch { return null; }
}

function write(zone) {
  try { localStorage.setItem(KEY, zone); } catch { return; }
}
