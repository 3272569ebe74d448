### What is said at the edges: old buttons, things that are not words, coming back, mishaps.

## Toasts: at most 200 characters, shown over the chat and gone

# Toast: the question has closed, and today's is sent.
edge-closed-opening = That question has closed. Opening today's.
# Toast: there is nothing to open instead.
edge-closed = That question has closed.
# Toast
edge-earlier-version = That button is from an earlier version.
# Toast
edge-changed-to = Changed to { $value }

## Commands nobody knows

edge-unknown-near = I don't know { $command }. Did you mean { $near }?
edge-unknown = I don't know { $command }. Type / for all commands, or see /help.

## Things that are not words

edge-voice = I can't listen to recordings, so I've kept nothing. The small microphone on your phone's keyboard turns speech into text, and that I can keep.
edge-photo-words = I keep the words, not the picture.
edge-only-words = I only keep words and taps.

## A forwarded text

edge-forwarded = Keep this as a note?
edge-forwarded-kept = Kept.
edge-forwarded-dropped = All right. I've kept nothing of it.

## A short question to the bot

edge-question = I'm a simple program, so I can't answer that one. I've kept it as a note.
edge-note-removed = Removed. It isn't a note any more.
button-not-a-note = Not a note, remove

## Before consent

edge-not-yet = I'll keep what you write once you've said yes above.

## Somebody a closed bot doesn't know, at most once a day

edge-stranger = This bot is private, so I can't keep anything for you here. If something weighs on you, /support lists people to talk to.

## Groups

edge-group = I only work one to one, because what you write is personal.
button-open-private = Open a private chat

## Coming back

edge-welcome-back =
    Welcome back. Good to see you.
    Everything is where you left it. No need to fill anything in.
edge-still-off = Your reminders are still off.
button-reminders-back = Reminders back on?
edge-unblocked = Welcome back. Reminders are paused, your data is untouched.
button-reminders-on = Reminders on
button-keep-off = Keep them off
button-erase = Erase everything…

## The day after the safety card

edge-soft =
    { $part ->
        [morning] Good morning. No questions today unless you want them.
        [afternoon] Hello. No questions today unless you want them.
       *[evening] Good evening. No questions today unless you want them.
    }

## After the bot was off for more than a day: told once, before the next message

edge-outage = I was off from { $begin } { $begin_at } to { $end } { $end_at }. Messages before { $held } { $held_at } didn't reach me.

## Mishaps

edge-error = Something went wrong on my side. Nothing you wrote is lost. /cancel if I seem stuck.
edge-error-reference = For whoever runs this bot: { $reference }
edge-store-failed = I couldn't save that just now. Your message is safe in this chat; I'll try again by myself.
picture-failed = The picture didn't work today.

## Limits, each told once

edge-limit-fast = That was quick. I've kept it all, and I'll answer again in a moment.
edge-limit-hour = That's a lot for one hour. I keep all of it, and I'll answer again a little later.
edge-limit-day = I've kept { $count } messages from you today, and that's as many as I can. From tomorrow I keep them again.
edge-limit-space = Your notes have filled the space I have for you, so I can't keep new ones. /export gives you a copy, /delete makes room.
