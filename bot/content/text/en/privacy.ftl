### /privacy: one screen, at most 900 characters.

privacy =
    What I keep: your answers, notes, reminder times and time zone. Also a number Telegram gives our chat. Not your name or phone number.
    Where: on a computer run by { $operator }, encrypted. They hold the key, so they could technically read it.
    Telegram carries our chat too; chats with bots are not end-to-end encrypted, and what is in this chat stays here until you clear it.
    What I don't do: no ads, no selling, no sharing, no training of AI.
    How long: until you erase it.
    Your rights: /export gives you everything. /delete erases everything. You can stop at any time.
    Contact: { $contact }

    A tip: leave out names, amounts and where things come from. I never need them.
