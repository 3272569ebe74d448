## The week: under its picture, as text, and on the picture itself.
## Never "best" or "worst", "good" or "bad": it describes. A line compares once at most.

summary-title = Your week, { $first } to { $last }
# Sent unasked, so the first 60 characters may be read on a locked screen and must say nothing about anybody.
summary-title-scheduled = Your week, { $first } to { $last }, is here for whenever you feel like a look.
summary-two = { $first } { $second }

summary-count = { $facts }.
summary-check-ins =
    { $count ->
        [one] 1 check-in
       *[other] { $count } check-ins
    }
summary-practice-days =
    { $count ->
        [one] 1 practice day
       *[other] { $count } practice days
    }
summary-transition-days =
    { $count ->
        [one] 1 transition day
       *[other] { $count } transition days
    }
summary-rest-days =
    { $count ->
        [one] 1 rest day
       *[other] { $count } rest days
    }
summary-practice-short = { $count } practice
summary-transition-short = { $count } transition
summary-rest-short = { $count } rest
summary-notes =
    { $count ->
        [one] 1 note
       *[other] { $count } notes
    }

summary-item-energy = Energy
summary-item-sleep = Sleep
# Sleep again, when it is told in hours.
summary-item-hours = Sleep
summary-item-calm = Calm

summary-mood-same =
    { $count ->
        [one] Mood was { $value }, on one day.
       *[other] Mood was { $value } each time.
    }
summary-mood-range = Mood was { $low } to { $high }.
summary-mood-most = Mood was { $low } to { $high }, most days { $mode }.
summary-mood-often = Mood was { $low } to { $high }, most often { $mode }.
summary-no-mood = No mood answers this week.
summary-that-clearly-below = That is clearly below your usual range.
summary-that-below = That is a little below your usual range.
summary-that-usual = That is as usual.
summary-that-above = That is a little above your usual range.
summary-that-clearly-above = That is clearly above your usual range.

summary-sleep-hours = Sleep about { $length }.
summary-sleep-more = Sleep about { $length }, { $difference } more than your last four weeks.
summary-sleep-less = Sleep about { $length }, { $difference } less than your last four weeks.
summary-sleep-same = Sleep about { $length }, as in your last four weeks.
summary-sleep-points = Sleep about { $mean } of 5.
summary-sleep-clearly-below = Sleep about { $mean } of 5, clearly below your usual range.
summary-sleep-below = Sleep about { $mean } of 5, a little below your usual range.
summary-sleep-usual = Sleep about { $mean } of 5, as usual.
summary-sleep-above = Sleep about { $mean } of 5, a little above your usual range.
summary-sleep-clearly-above = Sleep about { $mean } of 5, clearly above your usual range.

summary-other-points = { $item } about { $mean } of 5.
summary-other-clearly-below = { $item } was clearly below your usual range.
summary-other-below = { $item } was a little below your usual range.
summary-other-steady = { $item } was steady.
summary-other-usual = { $item } was as usual.
summary-other-above = { $item } was a little above your usual range.
summary-other-clearly-above = { $item } was clearly above your usual range.

summary-gap-1 = { $first } has no check-in.
summary-gap-2 = { $first } and { $second } have no check-in.
summary-gap-3 = { $first }, { $second } and { $third } have no check-in.
summary-gap-many =
    { $count ->
        [4] Four days have no check-in.
        [5] Five days have no check-in.
        [6] Six days have no check-in.
       *[other] { $count } days have no check-in.
    }

summary-honest = One week is a small sample; I'd wait for a repeat before reading much into it.
summary-honest-short = One week is a small sample.

## Fewer than three check-ins

summary-few-none = No check-ins this week.
summary-few-one = One check-in this week.
summary-few-one-mood = One check-in this week: mood { $first }.
summary-few-two = Two check-ins this week.
summary-few-two-mood = Two check-ins this week: mood { $first } once.
summary-few-two-moods = Two check-ins this week: mood { $first } and { $second }.
summary-few-notes = A chart needs at least three, so here are your notes instead.
summary-few-no-notes = A chart needs at least three.

## As text

summary-day = { $day }: { $facts }
summary-day-mood = mood { $value }
summary-day-practice = practice day
summary-day-transition = transition day
summary-day-rest = rest day
summary-day-answered = checked in
summary-day-missing = no check-in
summary-average = { $item } { $value }, { $verdict }

## Values, and the few words under them

summary-points = { $mean }
summary-hours = { $hours } h
summary-hours-minutes = { $hours } h { NUMBER($minutes, minimumIntegerDigits: 2) }
summary-minutes = { $minutes } min
summary-nothing = –
summary-no-answers = no answers
summary-days =
    { $count ->
        [one] 1 day
       *[other] { $count } days
    }
summary-nights =
    { $count ->
        [one] 1 night
       *[other] { $count } nights
    }
summary-word-clearly-below = clearly down
summary-word-below = down a little
summary-word-usual = as usual
summary-word-above = up a little
summary-word-clearly-above = clearly up
summary-word-more = { $length } more
summary-word-less = { $length } less

## On the picture

summary-card-heading = Your week
summary-card-title = { $first } – { $last }
summary-card-mood = Mood
summary-card-range = your usual range
summary-card-great = great
summary-card-okay = okay
summary-card-low = low
summary-card-no-mood = no mood answers
summary-card-practice = practice
summary-card-transition = transition
summary-card-rest = rest
summary-card-answered = checked in
summary-card-missing = no check-in, all fine
summary-card-missing-short = no check-in
summary-card-compared = Compared with your last 4 weeks. One week is a small sample: look for what repeats.
summary-card-alone = Comparing starts after ten answered days. One week is a small sample: look for what repeats.
summary-card-counts = { $facts }
summary-card-day = { $day }
