// "Write a postmortem": the title and the day go into the proposed file name, the template and the link to the host's editor.

/** Lets a reader say what broke and when; without this the link proposes a name to be replaced. */
export function proposeName(block) {
  if (!block) return;
  const find = (part) => block.querySelector(`[data-pm-${part}]`);
  const [title, day, name, text, link] = ["title", "day", "name", "text", "open"].map(find);
  const template = text.value;
  day.value = today();
  block.querySelector(".pm-write__ask").hidden = false;
  for (const field of [title, day]) field.addEventListener("input", show);
  copyOnClick(block.querySelector(".pm-write__copy"), find("copy"), find("copied"), text);
  show();

  function show() {
    const file = `${day.value || "YYYY-MM-DD"}-${slugify(title.value) || "what-broke"}.md`;
    name.textContent = file;
    text.value = filled(template, title.value.trim(), day.value);
    if (link) link.href = address(block.dataset, file, text.value);
  }
}

/** The day it is where the reader is. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** As words.py makes an address of a name, and no longer than a name should be. */
export function slugify(title) {
  const words = title.toLowerCase().replaceAll("ß", "ss").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  while (words.length > 1 && words.join("-").length > 60) words.pop();
  return words.join("-").slice(0, 60);
}

/** The template with the title and the day where it has places for them. */
function filled(template, title, day) {
  let text = template;
  if (title) text = text.replace(/^title:.*$/m, () => `title: ${JSON.stringify(title)}`); // JSON is YAML too
  if (day) text = text.replace(/^(\w+_at|date): YYYY-MM-DD/gm, (_, field) => `${field}: ${day}`);
  return text;
}

/** The address of the host's editor; the text is left out where it would be too long, and is then to be copied. */
function address(data, file, text) {
  const query = (parts) => parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  const name = [data.nameKey, data.beforeName + file];
  const whole = `${data.address}?${query([name, [data.textKey, text]])}`;
  return whole.length <= Number(data.longest) ? whole : `${data.address}?${query([name])}`;
}

function copyOnClick(line, button, status, text) {
  line.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      status.textContent = "Copied.";
    } catch {
      text.select(); // no permission, or no HTTPS
      status.textContent = "Selected: now press Ctrl+C or ⌘C.";
    }
  });
}
