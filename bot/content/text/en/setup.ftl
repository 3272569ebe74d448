## The first conversation.

setup-hello =
    Hi, I'm Stillpoint, a small check-in companion. I ask how you are, keep your notes and show you your own patterns.

    I'm a program, not a person and not a clinician. I can't advise on substances, amounts or where to get anything. In an emergency please call your local emergency number, or see /support.

    First: are you 18 or older?
setup-adult-yes = I'm 18 or older
setup-adult-no = I'm under 18
setup-young = Thanks for telling me. This is for adults, so I'll stop here, and I have kept nothing. If something weighs on you, /support lists people to talk to.

setup-consent =
    Before I keep anything, the plain facts:

    What I keep: your answers, notes, reminder times and time zone.
    Where: on a computer run by { $operator }. They could technically read it. Telegram carries our chat too; chats with bots are not end-to-end encrypted.
    What I don't do: no ads, no selling, no sharing, no training of AI.
    Your rights: /export gives you everything. /delete erases everything.

    A tip: leave out names, amounts and where things come from. I never need them.
setup-consent-yes = Yes, keep my answers
setup-consent-more = Read more
setup-consent-no = No thanks
setup-declined = That's all right. I've kept nothing. /start whenever you like.

setup-zone = Thank you. What time is it where you are?
setup-clock = { $at } { $city }
setup-send-place = Send location
setup-type-city = Type a city
setup-city = Which city are you in, or near? Type its name.
setup-city-which = Which one is it?
setup-city-unknown = I don't know that place. A bigger town near you, in English or in its own language?
setup-place = Tap the button below the text field, or type a city. I turn the place into a time zone and throw the place away.
setup-place-button = Send my location
setup-place-hint = Tap the button below
# Said when the place isn't sent after all; the keyboard goes with it.
setup-place-left = All right, without the location.
setup-place-done = { $city } time. I've thrown the location itself away.

setup-times = { $city } time, got it. When shall I check in? Each takes under a minute.
setup-both = Morning { $morning } and evening { $evening }
setup-morning = Only mornings, { $at }
setup-evening = Only evenings, { $at }
setup-own = Choose times
setup-none = No reminders
setup-own-ask = Which times? Type one or two, for example: 7:30 and 21
setup-own-unread = I didn't catch a time. Like this: 7:30 and 21
setup-own-alike = I ask once in the morning, before 15:00, and once in the evening. Like this: 7:30 and 21
# The chosen times lie in the quiet hours, where nothing comes unasked.
setup-quiet =
    { $count ->
        [one] { $times } is inside your quiet hours ({ $begin }–{ $to }), so I'd stay silent. Move one of them?
       *[other] { $times } are inside your quiet hours ({ $begin }–{ $to }), so I'd stay silent. Move them?
    }
setup-quiet-time = { $at }
setup-quiet-times = { $first } and { $second }
setup-quiet-move = Move to { $times }

setup-done-morning =
    { $when ->
        [today] All set. I'll ask how you are today at { $at }.
       *[tomorrow] All set. I'll say good morning tomorrow at { $at }.
    }
setup-done-evening =
    { $when ->
        [today] All set. I'll say good evening today at { $at }.
       *[tomorrow] All set. I'll say good evening tomorrow at { $at }.
    }
setup-done-none = All set. I won't write unless you do: /checkin whenever you like.
setup-good-to-know =
    { "" }
    Good to know:
    Write to me any time, it becomes a note.
    Skipping is fine. Nothing here is a test.
    /safety: cautions worth reading once.
    /help shows everything else.
setup-first-now = First check-in now
setup-later = Later
setup-finished =
    All set. Write to me any time, it becomes a note.
    /checkin asks how you are, /help shows everything else.
setup-city-found = { $place } { $at }
# What people type for yes and for no, in small letters.
typed-yes = yes y yeah yep ok okay sure
typed-no = no n nope
