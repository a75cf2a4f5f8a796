// An announcement that the reader has put away stays away until its text changes.

(() => {
  const announcement = document.querySelector("[data-md-component=announce]");
  const content = announcement?.querySelector(".md-typeset");
  if (content && __md_hash(content.innerHTML) === __md_get("__announce")) announcement.hidden = true;
})();
