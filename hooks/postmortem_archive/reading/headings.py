"""What the sections of a postmortem are called in the wild, and which of them a heading opens."""

from __future__ import annotations

import re
import unicodedata

# Most frequent first; compared after `plain_heading`. English as counted over 780 public postmortems, Japanese, German, French.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "summary": (
        "summary", "issue summary", "incident summary", "incident overview", "executive summary", "overview", "tl;dr",
        "tldr", "tl; dr", "brief overview", "summary of outage", "issue overview", "abstract", "what happened", "in brief",
        "at a glance", "incident description", "problem summary", "synopsis",
        "サマリー", "概要", "要約", "zusammenfassung", "überblick", "kurzfassung", "was ist passiert", "was ist geschehen",
        "résumé", "résumé de l'incident", "synthèse", "que s'est-il passé",
    ),
    "impact": (
        "impact", "impacts", "customer impact", "user impact", "business impact", "impact details", "impact assessment",
        "impact analysis", "affected services", "who was affected", "services impacted", "affected users", "affected systems",
        "scope of impact", "blast radius", "影響", "影響範囲", "auswirkung", "auswirkungen", "betroffene systeme",
        "conséquences", "services affectés", "impact client", "impact utilisateur",
    ),
    "timeline": (
        "timeline", "timeline of events", "issue timeline", "incident timeline", "chronology", "events timeline",
        "response timeline", "detailed timeline", "key events", "sequence of events", "time line", "events", "event log",
        "タイムライン", "時系列", "経緯", "zeitleiste", "zeitverlauf", "zeitlicher ablauf", "zeitlinie", "chronologie", "ablauf",
        "chronologie de l'incident", "chronologie des événements", "chronologie des faits", "déroulement", "déroulé",
        "déroulé des événements", "déroulé des faits",
    ),
    "trigger": ("trigger", "triggers", "triggered by", "トリガー", "発生契機", "auslöser", "déclencheur", "élément déclencheur"),
    "detection": (
        "detection", "how detected", "how it was detected", "how was it detected", "identified", "how did we detect it",
        "検知", "検出", "発見", "erkennung", "entdeckung", "détection",
    ),
    "root_cause": (
        "root cause", "root causes", "root cause analysis", "root cause and resolution", "analysis of causes", "five whys",
        "5 whys", "5-whys", "why did it happen", "why did this happen", "cause", "causes", "technical cause",
        "blameless root cause", "fault", "whys", "root-cause hypothesis", "root cause(s)", "rca", "what caused it",
        "what caused the incident", "根本原因分析", "根本原因", "原因", "原因分析", "直接原因", "ursache", "ursachen",
        "grundursache", "hauptursache", "ursachenanalyse", "warum ist es passiert", "warum ist das passiert",
        "cause racine", "causes racines", "cause première", "causes premières", "cause profonde", "causes profondes",
        "cause fondamentale", "causes fondamentales", "analyse des causes", "analyse de la cause racine",
        "pourquoi est-ce arrivé",
    ),
    "contributing_factors": (
        "contributing factors", "contributing factor", "contributing conditions", "contributing causes", "寄与要因",
        "beitragende faktoren", "facteurs contributifs", "causes contributives",
    ),
    "resolution": (
        "resolution", "resolution and recovery", "solution", "recovery", "response", "remediation", "fix", "mitigation",
        "details of fix", "how it was fixed", "actions taken", "how was it fixed", "resolution & recovery", "how we fixed it",
        "immediate actions taken", "what did we do", "対応の評価", "対応", "復旧", "解決", "対処", "behebung", "lösung",
        "wiederherstellung", "ergriffene maßnahmen", "sofortmaßnahmen",
        "résolution", "rétablissement", "remédiation", "actions menées", "mesures immédiates",
    ),
    "lessons": (
        "lessons learned", "lessons learnt", "lessons", "what went well", "what went wrong", "where we got lucky",
        "what went poorly", "takeaways", "key takeaways", "things that went well", "what went right", "learnings",
        "what didn't go well", "what didn't go so well", "what went badly", "what could have gone better",
        "what could have been better", "things that went poorly", "things that went wrong", "what we learned",
        "教訓", "学び", "得られた教訓", "良かった点", "lehren", "erkenntnisse", "was lief gut", "was lief schlecht",
        "leçons", "leçons apprises", "leçons tirées", "enseignements", "ce qui a bien fonctionné", "ce qui a mal fonctionné",
        "ce qui s'est bien passé", "ce qui s'est mal passé",
    ),
    "action_items": (
        "action items", "actions", "corrective and preventative measures", "corrective and preventive measures",
        "corrective and preventative measure", "corrective and preventive actions", "action items & follow-ups",
        "review actions", "prevention", "process improvements", "technical improvements", "corrective actions",
        "preventive actions", "preventive measures", "preventative measures", "prevention measures", "improvements/fixes",
        "corrective measures", "improvements and fixes", "improvements", "follow-ups", "follow-up", "follow ups", "follow up",
        "follow-up tasks", "followup tasks", "follow-up actions", "tasks", "tasks to address the issue", "next steps",
        "proposal improvements", "proposed improvements", "how are we going to do better in the future", "to do", "todo",
        "future plans", "future plan", "what we're doing", "what we are doing",
        "what we're doing about it", "planned actions", "what are we doing about it", "remediation items",
        "アクションアイテム", "再発防止策", "再発防止", "対策", "今後の対応", "今後の対策", "改善策", "maßnahmen",
        "gegenmaßnahmen", "korrekturmaßnahmen", "vorbeugende maßnahmen", "nächste schritte", "offene punkte",
        "folgemaßnahmen", "weiteres vorgehen", "what next", "what's next", "what is next",
        "actions correctives", "actions préventives",
        "plan d'action", "plan d'actions", "actions de suivi", "actions à mener", "mesures correctives", "mesures préventives",
        "prochaines étapes",
    ),
    "background": (
        "background", "context", "lead-up", "leadup", "lead up", "lead up to the incident", "背景", "hintergrund",
        "vorgeschichte", "contexte",
    ),
    "conclusion": (
        "conclusion", "conclusions", "in conclusion", "closing", "final thoughts", "結論", "まとめ", "おわりに", "fazit",
        "schlussfolgerung",
    ),
    "references": (
        "references", "links", "further reading", "sources", "related links", "resources", "参考", "参考資料", "関連リンク",
        "quellen", "verweise", "références", "liens",
    ),
}  # fmt: skip
TITLES = {
    "summary": "Summary", "impact": "Impact", "timeline": "Timeline", "trigger": "Trigger", "detection": "Detection",
    "root_cause": "Root cause", "contributing_factors": "Contributing factors", "resolution": "Resolution",
    "lessons": "Lessons learned", "action_items": "Action items", "background": "Background",
    "conclusion": "Conclusion", "references": "References",
}  # fmt: skip
LONGEST_HEADING = 200
"""Characters. Longer lines are text, whatever they look like."""

_KIND = {synonym.casefold(): kind for kind, synonyms in SYNONYMS.items() for synonym in synonyms}
_INSIDE = {
    "timeline": re.compile(
        r"\b(?:timeline|chronology)$|^(?:[\w-]+ ){0,2}(?:timeline|chronology)(?: (?:of|for|and|with|in)\b|[,:;&/])"
    ),
    "action_items": re.compile(
        r"\baction items?\b|\b(?:corrective|preventi(?:ve|tive)|preventative)\b.*\b(?:measures?|actions?)$|\bnext steps\b"
        r"|\bfollow[- ]?ups?\b(?: (?:actions?|items?|tasks?|work))?$"
        r"|^(?:proposed|suggested|planned|future|(?:short|medium|long|near)[- ]term) "
        r"(?:actions|improvements|fixes|measures|tasks)$"
    ),
    "root_cause": re.compile(r"\broot[- ]causes?\b|^(?:why|warum|pourquoi)$"),
    "contributing_factors": re.compile(r"\bcontributing (?:factors?|causes?)\b"),
    "lessons": re.compile(r"\blessons?\b.*\blearn|^what (?:went|we did) (?:well|wrong|right|poorly|badly)\b"),
    "impact": re.compile(r"^impact\b|\bimpact$"),
    "detection": re.compile(r"^detection\b|\bdetection$"),
    "resolution": re.compile(r"^resolution\b|\bresolution$|^remediation\b"),
    "summary": re.compile(r"^(?:incident|issue|executive|outage|postmortem|post-mortem)? ?summary\b|\bsummary$"),
}
"""What gives a longer heading away, such as "Timeline of the outage" or "Technical root cause and fix"."""
_MOST_WORDS = 7


def plain_heading(text: str) -> str:
    """A heading as it is compared: no markup, number, emoji, trailing colon or parenthesis, in lower case."""
    text = unicodedata.normalize("NFC", text.strip()[:LONGEST_HEADING])
    text = re.sub(r"\{[^{}]*\}\s?$|:[a-z0-9_+-]{1,40}:", "", text)
    text = re.sub(r"[*_`]", "", text)
    text = "".join(char for char in text if unicodedata.category(char) not in ("So", "Sk", "Cf", "Mn"))
    text = re.sub(r"^\s*\(?\d+(?:\.\d+)*(?:[.)]+\s*|\s+)(?=\D)", "", text)
    text = re.sub(r"\s*[(\[（][^)\]）]*[)\]）]\s*$", "", text.strip()).strip(" :：?？!.-–—/")
    return re.sub(r"\s+", " ", text).casefold().replace("’", "'")


def exact_kind(heading: str) -> str | None:
    """The standard name of the section whose heading, or a synonym of it, is all of the text; None for any other."""
    return _KIND.get(plain_heading(heading)) if len(heading) <= LONGEST_HEADING else None


def section_kind(heading: str) -> str | None:
    """The standard name of the section that a heading opens, or None."""
    if len(heading) > LONGEST_HEADING:
        return None
    plain = plain_heading(heading)
    if plain in _KIND:
        return _KIND[plain]
    plain = re.split(r"\s*(?:\(|\s[-–—]\s|\s(?=\d))", plain, maxsplit=1)[0]  # "Timeline (all times PST) 01/16/2024"
    if 0 < len(plain.split()) <= _MOST_WORDS:
        return next((kind for kind, pattern in _INSIDE.items() if pattern.search(plain)), None)
    return None
