### Words used in more than one flow: buttons, the names of what is asked, dates.

## Dates. The parts come from CLDR; how they are put together is each language's own.

when-weekday-day-month = { $weekday } { $day_month }

## Buttons

button-all-commands = All commands
button-back = Back
button-cancel = Cancel
button-check-in = Check in
# A chosen option; the mark never stands alone.
button-chosen = { $label } ✓
button-close = Close
button-delete = Delete
button-done = Done
button-export = Export
button-finish-now = Finish now
button-how-it-works = How it works
button-later = Later
button-no = No
button-not-now = Not now
button-open-it = Open it
button-people-to-talk-to = People to talk to
button-privacy = Privacy
button-read-more = Read more
button-reminders = Reminders
button-save = Save
button-skip = Skip
button-skip-this = Skip this
button-summary = Summary
button-undo = Undo
button-write = Write
button-yes = Yes

## What is asked about, as it stands in "So far: Mood 4" and on buttons

name-body = Body
name-calm = Calm
name-creativity = Creativity
name-day = Day
name-energy = Energy
name-focus = Focus
name-food = Food
name-helped = What helped
name-hours = Sleep hours
name-kind = Kind of day
name-mood = Mood
name-movement = Movement
name-patience = Patience
name-people = People
name-screen = Screen-free
name-shaped = What shaped it
name-sleep = Sleep

## Kinds of day

kind-practice = Practice day
kind-rest = Rest day
kind-transition = Transition day

## Said after a message that is sent a second time because the first may not have arrived

sent-again = (again, in case it was lost)
