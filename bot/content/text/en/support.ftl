### /support: people to talk to. Reachable always: before consent, while paused, from strangers.
### No digits here either; see safety.ftl.

# Find A Helpline, kept by ThroughLine: vetted lines by country. The address is named the same by many independent
# public projects and ThroughLine's own pages describe how its lines are checked (developer.throughlinecare.com).
# Open it yourself before each release.
-directory = findahelpline.com

# Shown bold.
support-title = People you can talk to
support-danger = In danger right now? Please call your local emergency number.
support-lines = Crisis lines by country: { -directory }
support-taken = If someone took something and is in danger: emergency number first; say plainly what was taken, it helps them help.
support-ways = Other ways: message someone you trust · stay where other people are.
support-program = I'm a program. I can't see or call anyone.

button-support-lines = Lines by country
