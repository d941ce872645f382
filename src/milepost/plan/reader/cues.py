"""What in a sentence or its heading speaks for which kind of statement, and how strongly."""

# A cue is one line, however long, so that the table can be read as a table.
# ruff: noqa: E501

from typing import NamedTuple

from milepost.plan.reader.vocabulary import (
    ACTION,
    CADENCE,
    DEADLINE,
    FORMAT,
    METRIC,
    NETWORK,
    NUMBER,
    OUTCOME,
    RISE,
    SEGMENT,
    one_of,
)


class Cue(NamedTuple):
    """A sign: wherever `pattern` is found, `kind` gains `weight` (or loses it), for a reason."""

    pattern: str
    kind: str
    weight: float
    reason: str


_WE = (
    r"(?:we|our team|the team|us|i|staff|volunteers)\s+"
    r"(?:will|should|must|can|'ll|need to|are going to|plan to|want to|aim to|would like to)"
)
_RISING = rf"^(?:\W*|to\s+|{_WE}\s+)"
_OWN_WORK = one_of(
    r"posts?|videos?|articles?|stories|reels?|emails?|newsletters?|events?|webinars?|workshops?"
    r"|nights?|interviews?|podcasts?|tweets?|hashtags?|photos?|minutes|hours|times|episodes?"
    r"|blog posts?|meetings?|tours?|talks?|comments|groups?"
)
_TEACHING = (
    r"(?:teaching|educating|listening|being|showing|telling|making|helping|earning|explaining"
    r"|answering|giving|sharing|putting|letting|treating|proving|staying|speaking|leading|going"
    r"|keeping|becoming|focus\w+|connecting|building|celebrating|championing|solving|owning|meeting)"
)

TEXT_CUES = (
    # A number or a day on an outcome.
    Cue(rf"^(?=.*{RISE})(?=.*{NUMBER})(?=.*{OUTCOME})", "target", 2.4, "a number on an outcome"),
    Cue(rf"{NUMBER}\s*(?:\w+\s+){{0,2}}{OUTCOME}", "target", 1.6, "so many of an outcome"),
    Cue(rf"{OUTCOME}[^.]*?(?:by|to|of|at|:|=|≥|>=|>)\s*{NUMBER}", "target", 1.6, "an outcome by so much"),
    Cue(rf"{RISE}[^.]*\bby\s+{NUMBER}", "target", 1.4, "rises by so much"),
    Cue(rf"^\W*(?:[\w-]+\s+){{0,3}}{METRIC}\s*(?:rate\s*)?(?:of|is|under|over|above|below|[:=≥>])?\s*{NUMBER}\W*(?:\w+)?\W*$", "target", 2.4, "a metric with its value"),
    Cue(rf"\bfrom\s+{NUMBER}.*\bto\s+{NUMBER}", "target", 1.5, "from so much to so much"),
    Cue(rf"^(?=.*{RISE})(?=.*{DEADLINE})", "target", 1.6, "a result by a day"),
    Cue(DEADLINE, "target", 1.0, "a day"),
    Cue(rf"\b(?:at least|minimum of|more than|over)\s+{NUMBER}", "target", 0.8, "a least number"),
    Cue(r"\d\s*%", "target", 0.6, "a percentage"),
    Cue(r"\b(?:become|be|have|reach|complete|recruit)\b.*\bby\s+(?:the\s+end|20\d\d|q\d)", "target", 1.4, "to be so by a day"),
    # What we ourselves do.
    Cue(rf"^\W*{ACTION}\b", "tactic", 2.2, "begins with something to do"),
    Cue(rf"\b(?:{_WE}|we(?:'ll)?|we also|let's|and|then|to)\s+{ACTION}\b", "tactic", 1.0, "says what we shall do"),
    Cue(rf"^\W*(?:regular(?:ly)?|always|also|please|try to|continue to|start to|begin to)\s+{ACTION}\b", "tactic", 1.8, "a rule of what to do"),
    Cue(NETWORK, "tactic", 1.5, "names a network"),
    Cue(NETWORK, "strategy", -1.0, "a strategy names no network"),
    Cue(NETWORK, "vision", -1.5, "a vision names no network"),
    Cue(NETWORK, "mission", -1.0, "a mission names no network"),
    Cue(FORMAT, "tactic", 1.0, "names a format or tool"),
    Cue(FORMAT, "vision", -1.0, "a vision names no tool"),
    Cue(CADENCE, "tactic", 1.5, "says how often"),
    Cue(CADENCE, "strategy", -0.8, "a strategy has no cadence"),
    Cue(rf"{NUMBER}\s*(?:x\s*)?(?:\w+\s+){{0,2}}{_OWN_WORK}", "tactic", 1.2, "counts our own work"),
    Cue(rf"^\W*{ACTION}\b.*{NUMBER}.*{_OWN_WORK}", "target", -1.2, "the number counts our own work"),
    Cue(r"^[^.]{3,60}\(?\b\d{1,2}\s?%\)?\s*$|^\W*\d{1,2}\s?%\s+(?!of\b)\w+", "tactic", 0.8, "a share of the mix of content"),
    Cue(r"\bcontent\b|\bcampaigns?\b|\bevents?\b|\bpage\b|\bwebsite\b|\bonline\b|#\w+", "tactic", 0.6, "names a means"),
    Cue(r"^\W*(?:q[1-4]|week \d+|day \d+|month \d+|\w+day|january|february|march|april|june|july|august|september|october|november|december)\s*[:\-–—]", "tactic", 1.4, "a task on the calendar"),
    Cue(r"\b(?:max(?:imum)?|at most|no more than|up to)\s+(?:\d+|one|two|three)\s+\w+|\balways (?:include|use|add|tag|link)\b", "tactic", 1.6, "a rule for the form of a post"),
    Cue(r"\b(?:we|you|they)\s+should\s+(?:be|get|go)\s+on\b", "tactic", 2.0, "be on a network"),
    # The approach and its reason.
    Cue(r"\b(?:instead of|rather than|as opposed to|not just|not only)\b", "strategy", 1.8, "chooses one thing over another"),
    Cue(r"\bnot\s+(?:\w+\s+){1,5}but\b|,\s*(?:but\s+)?(?:not|never)\s+\w+|\b\w+, not \w+", "strategy", 1.8, "says what it is not"),
    Cue(r"\b(?:quality|depth|relationships?|trust|people|substance|conversations?|value)\s+(?:over|before|first)\b|\bbefore\s+(?:we\s+)?(?:sell|ask|pitch|promot)\w*", "strategy", 1.8, "puts one thing before another"),
    Cue(rf"\bby\s+{_TEACHING}\b", "strategy", 2.2, "names the approach after 'by'"),
    Cue(r"\bbecause\b|\bso that\b|\bsince\s+(?:they|people|most|our)\b|, as (?:they|people|most)\b", "strategy", 1.0, "gives its reason"),
    Cue(r"\bfocus(?:ed|ing|es)?\s+(?:on|our)\b|\bprioriti[sz]\w+|\bconcentrat\w+|\bour (?:priority|emphasis|focus)\b", "strategy", 1.8, "sets a priority"),
    Cue(r"\bposition(?:ed|ing)?\b|\bdifferentiat\w+|\bthe only\b|\bunlike\b|\bset(?:s)? us apart\b|\bniche\b|\bstand(?:s)? out\b", "strategy", 2.0, "takes a position"),
    Cue(r"\b(?:our|the)\s+(?:approach|strategy|principle|stance|angle|key message)\b", "strategy", 1.2, "calls itself an approach"),
    Cue(r"\bwe\s+(?:will\s+|do\s+)?(?:not|never)\b|\bwe\s+(?:don't|won't)\b|\bno hard sell\b|\bstay(?:ing)? (?:out of|away from)\b|\bleave\b.*\bto others\b|^\W*(?:avoid|never|don't|do not)\b", "strategy", 1.6, "rules something out"),
    Cue(r"\btone\b|\bvoice\b|^\W*(?:be|stay|sound|speak|keep it)\s+(?:\w+ly\s+)?(?!(?:on|at|in|the)\b)\w+", "strategy", 1.4, "how to come across"),
    Cue(r"\b(?:compete on|lead with|leverage|win\w*\s+(?:\w+\s+){0,3}by|meet (?:people|them) where|go where|build on|rely on|turn \w+ (?:\w+ )?into|align\w*|integrat\w+|tailor\w*|empower \w+ to)\b", "strategy", 1.2, "a way to win"),
    Cue(rf"{NUMBER}", "strategy", -0.6, "a number is seldom an approach"),
    # Wanted outcomes.
    Cue(rf"{_RISING}{RISE}", "goal", 1.6, "begins with a rise"),
    Cue(rf"{_RISING}{RISE}", "tactic", -1.2, "a rise is a result, not work"),
    Cue(rf"^(?=.*{RISE})(?=.*{OUTCOME})", "goal", 1.0, "an outcome is to rise"),
    Cue(r"\b(?:awareness|trust|loyalty|credibility|reputation|visibility|recognition|understanding)\b", "goal", 0.7, "an outcome in words"),
    Cue(r"\b(?:to be|being|be|become|are) (?:known|seen|recogni[sz]ed|thought of|regarded|trusted|perceived)\b", "goal", 1.8, "how we want to be seen"),
    Cue(r"\b(?:we|i)\s+(?:want|hope|aim|wish|would like)\b|\b(?:goal|aim|objective|purpose of (?:this|the) (?:plan|campaign))\s+is\b", "goal", 1.2, "says what is wanted"),
    Cue(r"\b(?:they|people|customers|clients|audience|members|visitors|readers)\s+(?:\w+\s+)?(?:believe|know|feel|think|trust|understand|see us|remember)\b", "goal", 1.4, "what people are to think"),
    Cue(NUMBER, "goal", -1.4, "a goal has no number"),
    Cue(DEADLINE, "goal", -1.2, "a goal has no day"),
    Cue(NETWORK, "goal", -0.5, "a goal names no network"),
    Cue(rf"^\W*{ACTION}\b", "goal", -1.0, "something to do is no outcome"),
    # Lasting pictures.
    Cue(r"\b(?:our|the) vision\b|\bwe (?:envision|imagine|dream|see a)\b|^\W*(?:imagine|vision\b)", "vision", 2.4, "calls itself a vision"),
    Cue(r"\b(?:a|the) (?:world|future|society|city|town|community|neighbou?rhood|industry|day|region|country|place)\b.{0,20}\b(?:where|in which|when|that|with|without)\b", "vision", 2.2, "a picture of the future"),
    Cue(r"\b(?:one day|some day|in the future|long[- ]term|for generations)\b", "vision", 1.0, "looks far ahead"),
    Cue(r"\b(?:to be|become|be|being|is|remain)\s+(?:the|a|an|one of the)\s+(?:\w+[\s-]+){0,3}(?:leading|best|most|first|premier|top|go-to|number one|world's|leader|favou?rite|home of)\b", "vision", 1.4, "the place wanted"),
    Cue(r"\b(?:everyone|everybody|nobody|no one|no \w+ (?:has|needs) to|every (?:child|person|family|artist|home|town|buyer|patient))\b", "vision", 0.8, "speaks of all"),
    Cue(NUMBER, "vision", -0.8, "a vision has no number"),
    Cue(DEADLINE, "vision", -1.2, "a vision has no day"),
    Cue(r"\b(?:our|the) (?:mission|purpose|charge)\b|\bwe exist\b|\bexists? (?:to|so)\b|\breason for being\b|^\W*mission\b", "mission", 2.4, "says why the body exists"),
    Cue(r"\b(?:we|[A-Z]\w+(?: [A-Z]\w+)?)\s+(?:help|serve|support|provide|bring|connect|empower|make|give|promote|protect|offer|teach|inspire|enable|work|strive|advance|foster)s?\b(?!\s+(?:post|a post))", "mission", 1.2, "what the body does, for whom"),
    Cue(r"\b(?:is|are) (?:dedicated|committed|devoted) to\b|\bnon-?profit\b|\bcharity\b", "mission", 1.4, "what the body is bound to"),
    Cue(rf"{_WE}\b", "mission", -0.6, "a plan for later is no standing purpose"),
    Cue(NUMBER, "mission", -0.8, "a mission has no number"),
    # What is watched.
    Cue(r"^\W*(?:the )?(?:number|count|share|amount|percentage|%|rate|volume|growth|level|quality|frequency|increase|#)s?\s+(?:of|in)\b", "measure", 2.6, "names a count"),
    Cue(rf"^\W*(?:\w+[\s-]+){{0,3}}{METRIC}(?:\s+(?:rate|growth|count|per \w+|by \w+|on \w+|from \w+))?\W*$", "measure", 2.4, "only names a metric"),
    Cue(rf"^\W*(?:{METRIC}\W+(?:and\s+)?){{2,}}", "measure", 1.6, "a list of metrics"),
    Cue(r"^\W*(?:track|measure|monitor|watch|evaluate|analy[sz]e|count|look at|review)\b|\bwe (?:will |shall |'ll )?(?:track|measure|monitor|watch|count|look at)\b", "measure", 2.0, "says what is watched"),
    Cue(r"\bkpis?\b|\bmetrics?\b|\bindicators?\b|\bmeasured (?:by|in)\b|\bsigns? (?:of|that)\b|\bsuccess (?:is|means|looks)\b|\banalytics\b", "measure", 1.4, "calls itself a measure"),
    Cue(r"\b(?:below|under|above|over|less than|more than|<|>)\s*\d.*(?:->|→|:|=>|means|isn't|is not|change|stop|rethink|then)", "measure", 3.0, "a threshold that sets something off"),
    Cue(r"^\W*(?:being|getting)\s+(?:\w+ed|asked|quoted|found|seen)\b|^\W*(?:people|others) (?:ask|mention|quote|share)\w*\b", "measure", 1.4, "a sign of success"),
    # Who.
    Cue(rf"^\W*(?:the\s+)?{SEGMENT}\W*$", "audience", 2.6, "only names people"),
    Cue(rf"^\W*(?:\w+[\s-]+){{0,4}}{SEGMENT}\s*(?:$|\(|,|and\b|who\b|in\b|aged?\b|with\b|from\b|looking\b|that\b|between\b|of\b|interested\b)", "audience", 2.0, "begins with people"),
    Cue(r"^\W*(?:people|anyone|those|someone|everyone|organi[sz]ations|companies|businesses) (?:who|that|with|in|from|interested|looking)\b", "audience", 2.2, "says which people"),
    Cue(r"\b(?:target|primary|secondary|main|core|key|our|intended) (?:target )?(?:audiences?|group|customers?|readers?|persona)\b", "audience", 1.8, "calls itself an audience"),
    Cue(r"\bage[ds]?\s+(?:\w+\s+)?\d|\b\d\d\s?[-–]\s?\d\d(?:[- ]year|\s+years)|\bincome\b|\bwho (?:live|work|want|love|care|need|are|have|already)\b|\bdemographic", "audience", 1.5, "describes people"),
    Cue(r"\bwe (?:want to |aim to |will )?(?:reach|target|speak to|address|talk to)\b", "audience", 1.0, "says who is to be reached"),
    Cue(rf"^\W*{ACTION}\b|{RISE}", "audience", -1.0, "people are not all it names"),
    # Facts, questions, notes.
    Cue(r"\?\W*$", "other", 2.6, "a question"),
    Cue(r"^\W*(?:decide|define|determine|identify|choose|figure out|agree|tbd|to be (?:decided|confirmed|determined)|tba|todo)\b", "other", 2.4, "a decision still to be taken"),
    Cue(r"^\W*(?:note|nb|version|author|updated|last updated|status|date|contact|budget|owner|owners|prepared by|reviewed by|approved by|source|see|example|e\.g|appendix|figure|table|draft|cost)\b\s*:?", "other", 2.0, "a note of the document"),
    Cue(r"\b(?:responsible|in charge|reports to|is led by|signs off|approves|has access|oversees)\b", "other", 1.4, "roles"),
    Cue(r"^\W*(?:(?:last|in the past|so far|previously|since|to date|in 20\d\d)\b)|\b(?:we|it|they|\w+s)\s+(?:posted|had|ran|launched|grew|reached|was|were|used|started|held|sent|got|published)\b", "other", 2.0, "a report of the past"),
    Cue(r"\b(?:currently|today|at the moment|founded|established in|located|is defined as|refers to|stands for|was created)\b|\b(?:we|it) (?:already )?(?:have|has)\b", "other", 1.4, "a fact of the situation"),
    Cue(r":\s*$", "other", 1.4, "leads to what follows"),
    Cue(r"^\W*[\"“'‘].*[\"”'’]\W*$|^(?:\s*#\w+)+\s*$", "other", 2.6, "sample copy"),
    Cue(r"^(?:\W*https?://\S+|[\W\d]*|\W*\w{1,14}\W*)$", "other", 1.2, "hardly any words"),
    Cue(r"^(?:[^|]{1,25}\|){1,8}[^|]{1,25}$", "other", 0.8, "short cells, as a table's head has"),
    Cue(r"\b(?:this (?:document|plan|page|section|template|guide|strategy)|the following|below|above|as follows)\b", "other", 1.4, "speaks of the document"),
    Cue(r"^\W*(?:the|this|that|it)\s+(?:\w+\s+)?(?!(?:this|news|always)\b)\w{2,}s\b(?!\s+(?:will|should|must))", "other", 0.8, "tells how something is"),
    Cue(r"^\W*(?:the|this|these|there|it|most|many|some)\s+(?:\w+\s+){0,6}(?:is|are|was|were|has|have|can)\b", "other", 1.0, "states a fact"),
)  # fmt: skip

HEADING_CUES = (
    Cue(r"\bvision\b", "vision", 2.0, "stands under Vision"),
    Cue(r"\bmission\b|\bpurpose\b|\babout us\b|\bwho we are\b", "mission", 2.0, "stands under Mission"),
    Cue(r"\bgoals?\b|\baims?\b|\boutcomes?\b|\bwhat we want\b", "goal", 1.5, "stands under Goals"),
    Cue(r"\bgoals?\b|\bobjectives?\b", "target", 0.6, "stands under Objectives"),
    Cue(r"\bobjectives?\b", "goal", 1.0, "stands under Objectives"),
    Cue(r"\btargets?\b(?! (?:audience|group|market|customer))", "target", 1.2, "stands under Targets"),
    Cue(r"\bstrateg(?:y|ies|ic)\b", "strategy", 0.7, "stands under Strategy"),
    Cue(r"\bapproach\b|\bposition\w*\b|\bprinciples?\b|\btone\b|\bvoice\b|\bvalues?\b|\bguardrails?\b|\bbrand\b|\bmessag\w+\b|\bpriorit\w+\b|\bdifferen\w+\b|\bwhy\b", "strategy", 1.4, "stands under an approach"),
    Cue(r"\btactics?\b|\bactions?\b|\bcontent\b|\bcalendar\b|\bchannels?\b|\bactivit\w+\b|\btasks?\b|\bschedul\w+\b|\bideas?\b|\bposts?\b|\bposting\b|\bcampaigns?\b|\bplatforms?\b|\btimeline\b|\bto-?do\b|\bpillars?\b|\bsteps?\b|\btools?\b|\bcadence\b|\bevents?\b", "tactic", 1.3, "stands under what is done"),
    Cue(NETWORK, "tactic", 1.0, "stands under a network"),
    Cue(r"\bmeasur\w+|\bmetrics?\b|\bkpis?\b|\banalytics\b|\bevaluat\w+|\bsuccess\b|\bindicators?\b|\bmonitor\w*|\breporting\b", "measure", 1.5, "stands under Measures"),
    Cue(r"\baudiences?\b|\bpersonas?\b|\bwho we (?:want to )?(?:reach|serve|target)\b|\btarget (?:group|market|customer)s?\b|\bsegments?\b|\bdemographics?\b", "audience", 2.0, "stands under Audience"),
    Cue(r"\bbackground\b|\bsituation\b|\bswot\b|\bteam\b|\broles?\b|\bbudget\b|\bcontacts?\b|\bglossary\b|\bappendix\b|\bresources?\b|\bintroduction\b|\boverview\b|\bresearch\b|\bcompetit\w+|\bquestions?\b|\bnotes?\b|\bcurrent\b|\bhistory\b|\breferences?\b|\bstatus\b|\bexamples?\b|\brisks?\b|\bresponsib\w+", "other", 1.3, "stands under facts or notes"),
)  # fmt: skip

# How often a kind is met in plans at all; where nothing else speaks, it is other.
BIAS = {"other": 0.8, "tactic": 0.5, "strategy": 0.2, "goal": 0.2}
