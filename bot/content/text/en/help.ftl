### /help, and how it works.

help =
    Write anything and I keep it as a note. Or:
    /checkin  how you are, 30 seconds
    /summary  your week in one picture
    /reminders  when I write to you
    /today  what is done and what is next
    /timezone  where your clock is
    /plan  a safety plan in your own words
    /safety  cautions worth reading once
    /export and /delete  your data is yours
    Type / for all commands. Stuck? /cancel always gets you out.
    I'm a program. For urgent help: /support

help-how =
    How it works

    Check-ins are a few taps on what comes up: how you are, how you slept. Every answer is saved as you tap it; skip what you like.
    Notes: write at any moment. The pen I put on your message means it's kept. Edit the message and the note changes with it.
    Deleting a message in Telegram doesn't reach bots, so I'd still have it; /delete erases what I keep.
    Reminders come at your times and never in your quiet hours. If you don't answer, I get quieter by myself.
    Charts show your own answers and nothing more. A gap is a gap.

help-commands =
    /checkin  { command-checkin }
    /journal  { command-journal }
    /summary  { command-summary }
    /reminders  { command-reminders }
    /today  { command-today }
    /timezone  { command-timezone }
    /plan  { command-plan }
    /safety  { command-safety }
    /country  { command-country }
    /export  { command-export }
    /delete  { command-delete }
    /privacy  { command-privacy }
    /support  { command-support }
    /help  { command-help }
    /cancel  { command-cancel }
