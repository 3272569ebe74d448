### What Telegram shows about the bot itself: profile, and the list of commands.

profile-name = Stillpoint
# At most 512 characters, shown before START.
profile-description =
    A calm place to notice how you are. Short check-ins, a journal and honest charts of your own answers. For adults who keep a holistic practice. I never advise on substances, amounts or sources. Free and open source.
# At most 120 characters, shown on the profile page and with shared links.
profile-short = Short check-ins, a journal and honest charts of your own answers. For adults. I never advise on substances.

## Commands: at most 45 characters, verb or noun first, no full stop

command-cancel = Close whatever is open
command-checkin = Check in now, about 30 seconds
command-country = Tell me your country, for numbers
command-delete = Erase all of your data
command-export = Get all your data as a file
command-help = How this works
command-journal = Write something worth keeping
command-plan = A safety plan in your own words
command-privacy = What I keep, where, and your rights
command-reminders = When and how I write to you
command-safety = Cautions worth reading once
command-start = Begin, or go to the home screen
command-summary = Your week in one picture
command-support = People you can talk to, right now
command-timezone = Change your time zone
command-today = What is done and what is next today
