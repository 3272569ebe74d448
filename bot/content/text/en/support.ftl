### /support: people to talk to. Reachable always: before consent, while paused, from strangers.
### No digits here either; see safety.ftl.

# Find A Helpline, kept by ThroughLine: vetted lines by country. The address is named the same by many independent
# public projects and ThroughLine's own pages describe how its lines are checked (developer.throughlinecare.com).
# Open it yourself before each release.
-directory = findahelpline.com

# Shown bold.
support-title = People you can talk to
support-danger = In danger right now? Please call your local emergency number.
support-danger-known = In danger right now? Please call { $number }.
support-danger-guess = In danger right now? If you're in { $country }: { $number }. Anywhere else: your local emergency number.
support-country-known = In { $country }:
support-country-guess = If you're in { $country } (a guess by your time zone):
support-country-none = I have no checked numbers for { $country }.
support-lines = Crisis lines by country: { -directory }
support-others = Lines in other countries: { -directory }
support-taken = If someone took something and is in danger: emergency number first; say plainly what was taken, it helps them help.
support-ways = Other ways: message someone you trust · stay where other people are.
support-program = I'm a program. I can't see or call anyone.
support-seen = Numbers last looked up on { $date }.

## A line: its name, how to reach it, what is known of it

support-line = { $name }: { $number }
support-line-hours = { $name }: { $number } · { $hours }
support-line-full = { $name }: { $number } · { $about }
support-number-note = { $number } ({ $note })
support-text = text { $number }
support-text-word = text { $keyword } to { $number }
support-chat = chat { $number }
support-whatsapp = WhatsApp { $number }
support-by-call = call
support-by-text = text
support-by-chat = chat
support-by-whatsapp = WhatsApp
support-free = free
support-always = day and night
support-hours-unknown = hours not known to me

# A country as it stands after "in".
support-country =
    { $code ->
        [AE] the United Arab Emirates
        [BS] the Bahamas
        [CD] the Democratic Republic of the Congo
        [CF] the Central African Republic
        [CG] the Republic of the Congo
        [DO] the Dominican Republic
        [GB] the United Kingdom
        [GM] the Gambia
        [KM] the Comoros
        [MH] the Marshall Islands
        [MV] the Maldives
        [NL] the Netherlands
        [PH] the Philippines
        [SB] the Solomon Islands
        [SC] the Seychelles
        [US] the United States
       *[other] { $name }
    }

## Another country

support-which = Which country are you in? Tap it, or type its name.
support-which-unknown = I don't know a country of that name. Tap one, or type another name for it.
support-group = People to talk to, in private: open a chat with me and send /support. Crisis lines by country: { -directory }
button-support-lines = Lines by country
button-another-country = Another country
button-choose-country = Choose a country
