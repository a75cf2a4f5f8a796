// The names that the theme's scripts expect, as its own inline script defines them: what a page keeps in the browser's storage
// stands below the site's root, so that two sites on one host do not share it. A plain script: the names are global.

var __md_scope = new URL(document.currentScript.dataset.scope, location);

function __md_hash(text) {
  return [...text].reduce((sum, char) => (sum << 5) - sum + char.charCodeAt(0), 0);
}

// a browser may refuse to store anything, and what is there may be anything; the page works all the same
function __md_get(key, storage, scope = __md_scope) {
  try { return JSON.parse((storage ?? localStorage).getItem(`${scope.pathname}.${key}`)); } catch { return null; }
}

function __md_set(key, value, storage, scope = __md_scope) {
  try { (storage ?? localStorage).setItem(`${scope.pathname}.${key}`, JSON.stringify(value)); } catch { return; }
}
