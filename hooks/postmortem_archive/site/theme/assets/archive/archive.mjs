// What the archive's pages do beyond reading. Everything here is a convenience: without it the pages are complete.
import { tellFromTranslations } from "./alternates.mjs";
import { listenForSlash, startSearchBox } from "./searchbox.mjs";
import { switchZones } from "./zones.mjs";
import { moveAlongFigure } from "./figure.mjs";
import { stopWhereItScrolls } from "./scrolling.mjs";
import { proposeName } from "./write.mjs";

const explorer = document.querySelector("[data-pm-explorer]");
if (explorer) { // no other page loads it
  import("./explorer.mjs").then(({ startExplorer }) => startExplorer(explorer), () => {
    explorer.querySelector("[data-pm-shown]").textContent = "The search could not be loaded. Check the connection and load the page again.";
  });
}
document.querySelectorAll("[data-pm-box]").forEach(startSearchBox);
listenForSlash();
const ledger = document.querySelector("[data-pm-ledger]");
if (ledger) import("./ledger.mjs").then(({ startLedger }) => startLedger(ledger));
document.querySelector(".md-tabs__item--active > a")?.setAttribute("aria-current", "true"); // the theme tells it by colour alone
switchZones(document.querySelector(".pm-article"));
document.querySelectorAll(".pm-figure").forEach(moveAlongFigure);
document.querySelectorAll(".pm-scroll").forEach(stopWhereItScrolls);
document.querySelectorAll("[data-pm-write]").forEach(proposeName);
tellFromTranslations(document.querySelectorAll("head > link[rel=alternate][type]"));
