### What is said when a text may speak of suicide or self-harm. To be reviewed by a clinician and by a person with
### lived experience before each release.
###
### No digits in this file: until there is a table of numbers, each with its sources and the day it was checked, the
### emergency number is named in words and the lines are left to a directory.

## The full card: what was heard and a direct question, then a person

safety-card-heard =
    I'm really glad you wrote that here. It sounds like something very heavy is with you right now.

    Are you thinking about ending your life?
safety-card-program = I'm a program: I can't see you or call anyone, so I'd like a person beside you.
# Shown bold.
safety-card-danger = In danger right now? Please call your local emergency number.
safety-card-lines = Talk to someone: crisis lines by country are at { -directory }
safety-card-ways = Other ways: message someone you trust · put distance between you and anything you could use to hurt yourself · stay where other people are.
safety-card-stay = You can keep writing; I'm not going to close anything.

button-safety-yes = Yes
button-safety-unsure = Not sure
button-safety-no = No, something else

## After Yes or Not sure

safety-yes-thanks = Thank you for trusting me with that. Please let a person know today, even with one line. You can copy this one:
# On a line of its own, so it can be copied as it is.
safety-yes-line = I'm having thoughts of suicide and I don't want to be alone.

## After No: the ways to reach somebody stay

safety-no-thanks = Thank you for telling me. I'll leave this here in case it is ever useful.

## When the full card was shown less than half an hour ago, or the words are softer

safety-one-line = If it ever gets heavier: your local emergency number · crisis lines by country at { -directory } · /support
