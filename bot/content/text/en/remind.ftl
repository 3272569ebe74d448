## Reminders: the screen, the offer to be quieter, and coming back.

remind-offer = I can be quieter if that suits you.
remind-mwf = Mon, Wed and Fri
remind-sundays = Only Sundays
remind-pause = Pause
remind-keep = Keep as is
remind-farewell = I'll stop writing so I'm not a bother. I'm here when you want me: /checkin.
remind-quieter-mwf = Mondays, Wednesdays and Fridays from now on.
remind-quieter-sundays = Only Sundays from now on.
remind-quieter-pause = Paused. /reminders brings them back whenever you like.
remind-quieter-keep = Everything stays as it is.
remind-back = Reminders are back on.
remind-stay-off = They stay off. /reminders brings them back whenever you like.

remind-title = Your reminders ({ $city } time)
remind-row = { $name }  { $at }  { $days }
remind-row-off = { $name }  off
remind-quiet = Quiet hours { $begin }–{ $to }
remind-resting = All of them are paused.
remind-morning = Morning check-in
remind-evening = Evening reflection
remind-week = Week in one picture
remind-button-morning = Morning
remind-button-evening = Evening
remind-button-week = Week
remind-every-day = every day
remind-weekdays = Monday to Friday
remind-no-day = no day
remind-detail = { $at }, { $days }, { $sound ->
        [on] sound on
       *[off] silent
    }
remind-detail-off = Off
remind-inside-quiet = { $at } is inside your quiet hours ({ $begin }–{ $to }), so I'd stay silent. Move one of them?
remind-quiet-there = That's inside your quiet hours ({ $begin }–{ $to }).
remind-move-time = Move to { $at }
remind-move-quiet = Quiet from { $begin } to { $to }
remind-time = Time
remind-days = Days
remind-sound-off = Sound off
remind-sound-on = Sound on
remind-off = Turn off
remind-on = Turn on
remind-all-off = Pause all
remind-all-on = Resume all
remind-which-time = When? Tap, or type a time like 7:30.
remind-which-days = Which days? Tap to switch.
remind-now-at = { $name } at { $at } from now on.
remind-hour-less = −1 h
remind-quarter-less = −15 min
remind-quarter-more = +15 min
remind-hour-more = +1 h
remind-all-days = Every day
remind-work-days = Weekdays

today-title = { $weekday }
today-done = { $name }: done
today-open = { $name }: open now
today-next = { $name } at { $at }
today-tomorrow = { $name } tomorrow at { $at }
today-skipped = { $name }: skipped
today-nothing = Nothing planned. /checkin whenever you like.
remind-at = { $name }  { $at }
remind-day = { $day }
remind-some-days = { $days }
remind-short-0 = Mo
remind-short-1 = Tu
remind-short-2 = We
remind-short-3 = Th
remind-short-4 = Fr
remind-short-5 = Sa
remind-short-6 = Su
