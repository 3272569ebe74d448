### /plan: a safety plan in the person's own words. The prompts are our own; to be reviewed by a clinician and by a
### person with lived experience before each release.

plan-title = My safety plan
plan-intro = For a bad hour, in your own words. Tap a part to write it.
plan-empty = (nothing yet)

plan-signs = How I notice it begins
plan-alone = What helps me on my own
plan-places = Places and people that take my mind off it
plan-ask = Who I can ask for help
plan-professionals = Professionals and numbers
plan-safer = How I make the space around me safer
plan-worth = One thing worth staying for

plan-ask-signs = How do you notice that it begins? Thoughts, feelings, things you do. Type it as you'd say it.
plan-ask-alone = What has helped you through an hour like that on your own, even a little?
plan-ask-places = Where can you go, and who can you be with, to think of something else?
plan-ask-ask = Who could you tell, or ask to come over? Names are fine here, and the number you'd call.
plan-ask-professionals = Which professionals or lines would you call? A doctor, a therapist, a line you trust. /support has numbers.
plan-ask-safer = What could you put further away, lock up or give to somebody, so that the space around you is safer?
plan-ask-worth = What is one thing worth staying for? It can be small.
plan-now = It says now:
plan-hint = What you type next stands there from then on.
plan-kept = Kept.
plan-cleared = Cleared.

button-plan-signs = Signs
button-plan-alone = What helps
button-plan-places = Places, people
button-plan-ask = Who I can ask
button-plan-professionals = Professionals
button-plan-safer = A safer space
button-plan-worth = Worth staying
button-plan-clear = Clear this part

## /export: the plan goes along only if it is wanted

button-export-plan = With my safety plan
