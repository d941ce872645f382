"""The words that plans are written in, as pieces of regular expressions."""

import re

from milepost.base.network import KNOWN_NAMES


def one_of(words: str) -> str:
    """Return the pattern of any of the words; `a|b` as they stand, separated by bars."""
    return rf"\b(?:{words})\b"


# Names that are also plain words count only as names: "on X", "via Medium".
_ALSO_WORDS = ("x", "threads", "medium", "ghost", "own page")
_PLAIN_NAMES = "|".join(
    re.escape(name).replace(r"\ ", r"\s+") for name in KNOWN_NAMES if name not in _ALSO_WORDS
)
NETWORK = (
    rf"(?:{one_of(_PLAIN_NAMES + '|google my business|insta|fb')}"
    r"|(?:\b(?:on|to|via|through|our|and|or|of)|,|/)\s(?-i:X|Threads|Medium|Ghost)\b)"
)
FORMAT = one_of(
    r"posts?|reels?|stor(?:y|ies) (?:post|ad)s?|carousels?|blogs?|articles?|videos?|clips?|photos?"
    r"|pictures?|infographics?|webinars?|live ?streams?|polls?|quiz(?:zes)?|giveaways?|contests?"
    r"|hashtags?|captions?|memes?|e-?mails?|mailings?|e-?books?|flyers?|posters?|brochures?|ads?"
    r"|adverts?|landing pages?|press releases?|tweets?|threads?|tutorials?|testimonials?"
    r"|newsletters?|podcasts?|banners?|profiles?|templates?|interviews?|q ?& ?a|ama|meet-?ups?"
    r"|workshops?|open days?|competitions?|coupons?|discount codes?|checklists?|comments?"
    r"|case stud(?:y|ies)|customer stories|behind[- ]the[- ]scenes|how-to|calendar|advertising"
)
# Means that are never an approach; some formats, such as interviews, can be.
TOOL = one_of(
    r"posts?|reels?|carousels?|blogs?|videos?|hashtags?|tweets?|ads?|adverts?|advertising|podcasts?"
    r"|newsletters?|e-?mails?|mailings?|live ?streams?|webinars?|giveaways?|landing pages?|flyers?"
)
ACTION = (
    r"(?:post|share|publish|create|write|launch|run|host|hold|send|record|film|shoot|use|add"
    r"|include|reply|respond|answer|set up|schedule|design|invite|ask|comment|tag|pin|update"
    r"|partner|collaborate|advertise|promote|offer|give away|repost|retweet|stream|email|mail"
    r"|call|visit|print|distribute|hand out|contact|announce|feature|highlight|showcase|interview"
    r"|submit|organi[sz]e|sponsor|translate|draft|upload|follow|interact|mention|produce|link"
    r"|put|open|claim|verify|boost|tweet|hire|train|test|curate|repurpose|attend|register|prepare"
    r"|thank|welcome|greet|dm|message|notify|remind|reach out|seed|install|embed|build a|make a"
    r"|start a|join|engage with|work with|pitch|list|caption|limit|keep captions|plan|batch)"
)
RISE = one_of(
    r"increas(?:e|es|ing)|grow(?:s|ing)?|rais(?:e|es|ing)|boost|double|triple|gain(?:ing)?"
    r"|get(?:ting)?|win(?:ning)?|attract(?:ing)?|generat(?:e|ing)|achiev(?:e|ing)|reduc(?:e|ing)"
    r"|cut|improv(?:e|ing)|lift|driv(?:e|ing)|build(?:ing)?|expand(?:ing)?|strengthen(?:ing)?"
    r"|earn|secure|becom(?:e|ing)|establish|convert|reach|sell|recruit|enrol|retain|deepen|foster"
    r"|enhance|maximi[sz]e|encourage|more|fewer|better|greater|higher|rise|lower|shorten|deliver"
)
OUTCOME = one_of(
    r"followers?|subscribers?|leads?|sales|revenue|turnover|customers?|clients?|members(?:hip)?"
    r"|donors?|donations?|bookings?|registrations?|attend(?:ees|ance)|visits?|visitors|traffic"
    r"|awareness|engagement|reach|impressions|sign-?ups?|downloads?|views|conversions?|enquir"
    r"(?:y|ies)|inquir(?:y|ies)|applications?|applicants?|reviews?|ratings?|open rate|click-?"
    r"through(?: rate)?|ctr|response time|answer time|retention|referrals?|market share|tickets?"
    r"|volunteers?|trust|loyalty|reputation|visibility|recognition|orders?|purchases?|listings?"
    r"|clicks?|shares|likes|mentions|fans|community|interest|credibility|sessions|escrows?|offers"
    r"|appointments|calls|profit|participants?|students|signups|support(?:ers)?|understanding"
)
METRIC = one_of(
    r"followers?|subscribers?|impressions|reach|engagements?(?: rate)?|clicks?|click-?through"
    r"(?: rate)?|ctr|cpc|cpm|roi|open rates?|bounce rate|conversions?(?: rate)?|visits?|traffic"
    r"|views|likes|shares|saves|mentions|sentiment|share of voice|sign-?ups|downloads|leads"
    r"|response (?:time|rate)|answer time|watch time|attendance|reviews|ratings?|referrals"
    r"|net promoter score|nps|cost per \w+|growth|sessions|replies|reactions|retention|rate"
    r"|bookings|registrations|unsubscribes|enquiries|applications|sales|revenue|donations|comments"
)
NUMBER = (
    r"(?:\b\d[\d,.]*\s*(?:%|k\b|\+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve"
    r"|twenty|thirty|fifty|dozen|hundred|thousand|million)\b)"
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
PERIOD = r"(?:day|week(?:day|end)?|fortnight|month|quarter|year|season|term|morning|evening)"
_A_DAY = (
    rf"(?:the\s+)?(?:(?:end|close|start|middle)\s+of\s+|early\s+|mid-?\s?|late\s+)?(?:the\s+)?"
    rf"(?:(?:this|next)\s+{PERIOD}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}|{MONTH}\b|q[1-4]"
    r"|h[12]|20\d\d|spring|summer|autumn|fall|winter|christmas|easter|year|quarter|month|year-?end)"
)
DEADLINE = (
    rf"(?:\b(?:by|before|until|no later than)\s+{_A_DAY}"
    rf"|\bwithin\s+(?:the\s+)?(?:(?:next|first)\s+)?(?:\w+\s+)?{PERIOD}s?\b"
    rf"|\bin\s+(?:q[1-4]|h[12]|20\d\d|the\s+(?:next|first)\s+\w+\s+{PERIOD}s?)\b"
    r"|\b20\d\d-\d\d-\d\d\b|\bthis\s+(?:year|quarter|season)\b)"
)
CADENCE = (
    rf"(?:\b(?:{NUMBER}|once|twice|several)\s*(?:x|times|posts?|videos?|articles?|stories|reels?)?"
    rf"\s*(?:a|an|per|each|every|/)\s*{PERIOD}\b|\b(?:daily|weekly|biweekly|bi-weekly|fortnightly"
    rf"|monthly|quarterly|hourly|weekdays)\b|\b(?:every|each)\s+(?:other\s+|\w+\s+)?(?:{PERIOD}s?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b)"
)
SEGMENT = one_of(
    r"(?:first-time|young|local|small|new|busy|future|potential|prospective|existing|current)\s"
    r"(?:\w+\s)?(?:buyers?|people|famil(?:y|ies)|parents|owners|businesses|customers|clients"
    r"|professionals|residents|women|men|mothers|fathers|members|donors|homeowners|sellers)"
    r"|parents|mothers|fathers|students|pupils|teachers|women|men|millennials|gen z|teen(?:ager)?s"
    r"|famil(?:y|ies)|professionals|residents|tourists|hobbyists|collectors|journalists|developers"
    r"|decision[- ]makers|retirees|pensioners|home ?owners|neighbou?rs|buyers|sellers|renters"
    r"|commuters|owners|leaders|managers|freelancers|founders|researchers|practitioners|alumni|fans"
    r"|couples|adults|users"
)
