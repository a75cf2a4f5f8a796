// What the archive's pages do beyond reading. Everything here is a convenience: without it the pages are complete.
import { tellFromTranslations } from "./alternates.mjs";
import { enhanceExplorer } from "./explorer.mjs";
import { switchZones } from "./zones.mjs";
import { moveAlongFigure } from "./figure.mjs";
import { proposeName } from "./write.mjs";

enhanceExplorer(document.querySelector("[data-pm-explorer]"));
switchZones(document.querySelector(".pm-article"));
document.querySelectorAll(".pm-figure").forEach(moveAlongFigure);
document.querySelectorAll("[data-pm-write]").forEach(proposeName);
tellFromTranslations(document.querySelectorAll("head > link[rel=alternate][type]"));
