// What the archive's pages do beyond reading. Everything here is a convenience: without it the pages are complete.
import { enhanceExplorer } from "./explorer.mjs";
import { enhanceLedger } from "./ledger.mjs";
import { switchZones } from "./zones.mjs";
import { moveAlongFigure } from "./figure.mjs";
import { proposeName } from "./write.mjs";

enhanceExplorer(document.querySelector("[data-pm-explorer]"));
enhanceLedger(document.querySelector("[data-pm-ledger]"));
switchZones(document.querySelector(".pm-article"));
document.querySelectorAll(".pm-figure").forEach(moveAlongFigure);
document.querySelectorAll("[data-pm-write]").forEach(proposeName);
