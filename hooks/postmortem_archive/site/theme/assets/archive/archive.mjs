// What the archive's pages do beyond reading. Everything here is a convenience: without it the pages are complete.
import { listenForSlash, startSearchBox } from "./searchbox.mjs";
import { switchZones } from "./zones.mjs";
import { moveAlongFigure } from "./figure.mjs";
import { proposeName } from "./write.mjs";

const explorer = document.querySelector("[data-pm-explorer]");
if (explorer) import("./explorer.mjs").then(({ startExplorer }) => startExplorer(explorer)); // no other page loads it
document.querySelectorAll("[data-pm-box]").forEach(startSearchBox);
listenForSlash();
switchZones(document.querySelector(".pm-article"));
document.querySelectorAll(".pm-figure").forEach(moveAlongFigure);
document.querySelectorAll("[data-pm-write]").forEach(proposeName);
