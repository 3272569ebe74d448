## Around the week's card, the home message, and what a person can do with their data.

button-week-earlier = ‹ Earlier
button-week-later = Later ›
button-week-notes = Notes
button-week-text = Read as text
week-note = { $day }: { $text }
week-notes-more =
    { $count ->
        [one] 1 more is in /export.
       *[other] { $count } more are in /export.
    }
week-no-notes = No notes in this week.

home-hello = Hello again. It's { $day }.
home-plan = Today: { $plan }.
home-plan-done = { $name } done
home-plan-next = { $name } at { $at }
home-plan-open = { $name } open
home-plan-nothing = nothing planned
home-name-morning = morning check-in
home-name-evening = evening reflection
home-name-week = week card
# A check-in that was snoozed and comes back.
home-name-snooze = snoozed check-in
button-home-write = Write
journal-open = Your journal. Type anything, any time, and it is kept. The pen I put on your message means it's safe.
journal-kept = Kept.

export-ready =
    Everything I keep: { $answers ->
        [one] 1 answer
       *[other] { $answers } answers
    }, { $notes ->
        [one] 1 note
       *[other] { $notes } notes
    }, reminders and settings. The file stays in this chat until you delete it.

delete-ask =
    Erase everything?
    { $answers ->
        [one] 1 answer
       *[other] { $answers } answers
    }, { $notes ->
        [one] 1 note
       *[other] { $notes } notes
    }, all reminders and settings.
    I can't bring it back. Would you like a copy first?
button-delete-export = Export first
button-delete-all = Erase everything…
button-delete-keep = Keep everything
delete-word = erase
delete-type = Last step. To erase, type the word  { delete-word }
delete-kept = All right, everything stays.
# Other words were typed in place of the word.
delete-not-now = Nothing is erased. What you wrote is kept as a note; /delete asks again.
delete-expired = That was more than ten minutes ago, so nothing is erased. /delete asks again.
delete-done =
    Everything is erased. You can clear this chat in Telegram's own menu, I can't do that for you. Thank you for the time you spent here.
    /start begins fresh.
delete-nothing = I keep nothing about you, so there is nothing to erase.

cancel-nothing = Nothing is open. All calm here.
cancel-closed = Closed.

zone-now = { $city } time: it's { $at } there. Your reminders follow its clocks.
zone-ask = It's { $at } on your clock ({ $city }). Where are you now? Type a city, or tap.
zone-which = Which one is it?
zone-unknown = I don't know that place, so I've kept your words as a note. A bigger town nearby?
zone-confirm = { $city } time: it's { $at } there. Move everything?
zone-follow = { $reminders } will follow { $city } clocks.
zone-and = { $first } and { $second }
# At the beginning of a sentence, or after "and".
zone-morning = Morning { $at }
zone-evening = evening { $at }
zone-yes = Yes, I'm in { $city }
zone-same = That's the zone you have: { $city }, { $at } now.
zone-stays = Everything stays on { $city } time.

time-unread = I didn't catch a time, so I've kept your words as a note. Like this: 7:30

owner-claimed = This bot is yours now.
home-part = { $day } { $part ->
        [morning] morning
        [afternoon] afternoon
       *[evening] evening
    }
zone-unknown-command = I don't know that place. Type a bigger town nearby.
# The bare word that asks for help.
typed-help = help
