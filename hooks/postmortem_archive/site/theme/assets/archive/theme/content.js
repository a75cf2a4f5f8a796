// Content tabs: the one that the address names, and where the site links tabs, those that the reader chose last.

(() => {
  const chosen = "linked" in document.currentScript.dataset ? __md_get("__tabs") : null;
  if (Array.isArray(chosen)) {
    for (const set of document.querySelectorAll(".tabbed-set")) {
      const labels = [...(set.querySelector(".tabbed-labels")?.getElementsByTagName("label") ?? [])];
      const label = chosen.map((name) => labels.find((one) => one.innerText.trim() === name)).find(Boolean);
      const input = label && document.getElementById(label.htmlFor);
      if (input) input.checked = true;
    }
  }
  const target = document.getElementById(location.hash.slice(1));
  if (target?.name) target.checked = target.name.startsWith("__tabbed_");
})();
