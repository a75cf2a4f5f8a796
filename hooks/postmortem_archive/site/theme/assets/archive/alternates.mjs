// Material takes every link[rel=alternate] for a translation of the site, and asks for the sitemap of each. Feeds and Markdown
// have none. A space behind the word means the same to everyone else; modules run before Material looks.

export function tellFromTranslations(links) {
  for (const link of links) link.setAttribute("rel", "alternate ");
}
