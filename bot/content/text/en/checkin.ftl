## Check-ins: questions, scales, and what is said around them.

checkin-morning-hello = Good morning. How are you today?
checkin-morning-hello-later = Hello. How are you today?
checkin-morning-open = How are you today?
checkin-extra-hello = How are you right now?
checkin-extra-open = How are you right now?
checkin-evening-hello = Good evening. How was the day, all in all?
checkin-evening-hello-later = Hello. How was the day, all in all?
checkin-evening-open = How was the day, all in all?
checkin-quiet-hello = A quiet hello.
checkin-step = { $n } of { $total } · { $question }
checkin-counting = Counting this for { $day }.
checkin-so-far = So far: { $answers }
checkin-planned = In your rhythm: { $kind }

ask-mood = Mood
ask-energy = Energy
ask-sleep = How did you sleep?
ask-calm = How calm are you?
ask-kind = Today is a…
ask-hours = How long did you sleep?
ask-day = How was the day, all in all?
ask-helped = Lovely. What helped? Choose any.
ask-shaped = What shaped the day most? Choose any.
ask-line = One line worth keeping? Type it here.
ask-write = I'm listening. Write as much as you like.
ask-room =
    That sounds like a hard day. Thank you for noting it.
    Anything you'd like right now?
ask-focus = How steady was your attention?
ask-food = Did meals fit your day?
ask-movement = How much did you move?
ask-people = Did you feel connected to others?
ask-body = How did your body feel?
ask-creativity = How much did you play, make or wonder?
ask-patience = How patient were you?
ask-screen = Was there time away from screens?

scale-mood = 1 low · 3 okay · 5 great
scale-energy = 1 drained · 3 okay · 5 lively
scale-sleep = 1 bad · 3 okay · 5 great
scale-calm = 1 very anxious · 3 okay · 5 very calm
scale-day = 1 low · 3 okay · 5 great
scale-hours = In hours, roughly
scale-focus = 1 scattered · 3 okay · 5 steady
scale-food = 1 not at all · 3 partly · 5 very well
scale-movement = 1 hardly · 3 some · 5 a lot
scale-people = 1 alone · 3 somewhat · 5 connected
scale-body = 1 uneasy · 3 okay · 5 at ease
scale-creativity = 1 not at all · 3 some · 5 a lot
scale-patience = 1 short · 3 okay · 5 very patient
scale-screen = 1 hardly any · 3 some · 5 plenty

chip-sleep = Sleep
chip-people = People
chip-work = Work
chip-food = Food
chip-movement = Movement
chip-nature = Nature
chip-practice = Practice
chip-breathing = Breathing
chip-luck = Luck
room-write = Write about it
room-leave = Leave it here
room-people = People to talk to

answer = { $item } { $value }
hours-value = { $hours } h sleep
hours-4-5 = Under 5 h sleep
hours-9-0 = 9 h sleep or more
list = { $items }
own-words = { $text }

button-number = { $n }
button-value = { $value }
button-hours-4-5 = <5
button-hours-9 = 9+
button-snooze = Snooze
button-snooze-30 = 30 min
button-snooze-60 = 1 hour
button-snooze-120 = 2 hours
button-skip-today = Skip today
button-thats-all = No, that's all
button-change = Change an answer
button-add-note = Add a note
button-hours = Sleep hours
button-start-now = Start now
button-changed-mind = Changed my mind
button-anyway = Answer anyway
button-continue = Continue
button-drop = Throw it away

checkin-saved-plain = Saved, { $at }. { $answers }
checkin-saved-evening = Kept. { $answers }. Sleep well.
checkin-saved-nothing = All right, nothing noted this time.
checkin-notes =
    { $count ->
        [one] 1 note
       *[other] { $count } notes
    }
checkin-change = What shall I change?
checkin-noting = Type your note and I'll keep it with this check-in.
checkin-snoozed = I'll ask again at { $at }.
checkin-skipped-evening = Skipped. See you this evening.
checkin-skipped-tomorrow = Skipped. See you tomorrow.
checkin-skipped-later = Skipped. I'm here when you want me.
checkin-expired = This one has passed, no problem.
checkin-closed = Closed. What you answered is saved.
checkin-closed-empty = Closed. Nothing was noted.
checkin-dropped = Thrown away.
checkin-dropped-notes = Thrown away. Your notes are still in your journal.
# The five steps of a scale, in order, as people type them.
typed-numbers = one two three four five
