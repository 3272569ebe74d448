### What is said when a text may speak of suicide, self-harm, harm or a medical emergency. To be reviewed by a clinician
### and by a person with lived experience before each release; SAFETY.md says how to change a text.
###
### No digits in this file: every number comes with its country's data (bot/content/crisis), never out of a sentence.
### Endings: nothing for "we don't know where you are", "-known" for a country somebody told, "-guess" for one that was
### guessed from their time zone, and is called a guess.

## The full card: what was heard and a direct question, then a person

safety-card-heard =
    I'm really glad you wrote that here. It sounds like something very heavy is with you right now.

    Are you thinking about ending your life?
safety-card-program = I'm a program: I can't see you or call anyone, so I'd like a person beside you.
# Shown bold.
safety-card-danger = In danger right now? Please call your local emergency number.
safety-card-danger-known = In danger right now? Please call { $number }.
safety-card-danger-guess = In danger right now? If you're in { $country }: { $number }. Anywhere else: your local emergency number.
safety-card-lines = Talk to someone: crisis lines by country are at { -directory }
safety-talk = Talk to someone:
safety-talk-guess = Talk to someone, if you're in { $country }:
safety-card-ways = Other ways: message someone you trust · put distance between you and anything you could use to hurt yourself · stay where other people are.
safety-card-stay = You can keep writing; I'm not going to close anything.

button-safety-yes = Yes
button-safety-unsure = Not sure
button-safety-no = No, something else
button-safety-write = Write on
button-more-numbers = More numbers
button-my-plan = My safety plan

## After Yes or Not sure

safety-yes-thanks = Thank you for trusting me with that. Please let a person know today, even with one line. You can copy this one:
# On a line of its own, so it can be copied as it is.
safety-yes-line = I'm having thoughts of suicide and I don't want to be alone.

## After No: the tone changes, the ways to reach somebody stay

safety-no-thanks = Thank you for telling me. I'll leave the numbers here in case they are ever useful.

## After Write on

safety-write-on = Write as much as you like. I keep every word, and nothing here is closed.
safety-write-ways = Whenever you'd rather have a person: /support

## The gentle card: for words that may mean it and may not

safety-gentle = That sounds exhausting. When people say this they sometimes mean they're thinking of not being alive. Is that part of it?
safety-gentle-talk = Either way, these people listen:
safety-gentle-talk-guess = Either way, these people listen, if you're in { $country }:
safety-gentle-stay = You can keep writing; I'm a program, and I'm not going to close anything.

## The one line: when a card was shown less than half an hour ago, or the words are softer

safety-one-line = If it ever gets heavier: your local emergency number · crisis lines by country at { -directory } · /support
safety-one-line-known = If it ever gets heavier: { $line } · emergency { $number } · /support
safety-one-line-guess = If it ever gets heavier, and you're in { $country }: { $line } · emergency { $number } · /support

## The helper card: somebody worries about somebody else

safety-helper-heard = Thank you for looking out for somebody. You don't have to carry this alone.
# Shown bold.
safety-helper-danger = If they may be in danger right now, please call your local emergency number.
safety-helper-danger-known = If they may be in danger right now, please call { $number }.
safety-helper-danger-guess = If they may be in danger right now, in { $country }: { $number }. Anywhere else: the local emergency number.
safety-helper-ways = What can help: stay with them if that's safe for you · ask plainly whether they think about suicide, asking doesn't put it there · listen more than you talk · bring in another person, you don't have to keep it secret.
safety-helper-talk = These lines are for people who worry about somebody, too:
safety-helper-talk-guess = These lines are for people who worry about somebody, too, if you're in { $country }:
safety-helper-program = I'm a program. I can't reach them or call anyone. You can keep writing.

## The safety card: violence or abuse met, or an urge to hurt somebody

safety-harm-heard = Thank you for writing that here. Nobody has to deal with this alone.
# Shown bold.
safety-harm-danger = If you or anybody else isn't safe right now, please call your local emergency number.
safety-harm-danger-known = If you or anybody else isn't safe right now, please call { $number }.
safety-harm-danger-guess = If you or anybody else isn't safe right now, in { $country }: { $number }. Anywhere else: your local emergency number.
safety-harm-ways = If somebody hurts or threatens you, it isn't your fault: go where other people are, if you can, and mind who can read this chat. If you could hurt somebody: put distance between you, and let a person know before anything happens.
safety-harm-program = I'm a program. I can't see you or call anyone. You can keep writing.

## The medical card: no question, the number first

safety-medical-heard = What you describe can be serious.
# Shown bold.
safety-medical = Please call your local emergency number now, or have someone call.
safety-medical-known = Please call { $number } now, or have someone call.
safety-medical-guess = Please call { $number } now if you're in { $country }, anywhere else your local emergency number. Or have someone call.
safety-medical-ways =
    Tell them honestly everything that was taken; their job is your health.
    Don't stay alone, and don't drive. If someone can't be woken: turn them on their side and check that they breathe.
    /support
# Shown bold, when the card was shown less than half an hour ago.
safety-medical-again = This can be serious too. Please call your local emergency number now.
safety-medical-again-known = This can be serious too. Please call { $number } now.
safety-medical-again-guess = This can be serious too. Please call { $number } now if you're in { $country }, anywhere else your local emergency number.

## The reply to questions about amounts, sources, mixing, or stopping a medicine: one for all of them

advice-reply = I can't help with amounts, products or where to get them, and I'd be unsafe to trust on it. If you take medicine or have a condition, a doctor or pharmacist can tell you about risks, in confidence. General cautions: /safety. If something feels wrong right now: /support.
advice-reply-can = What I can do: mark the day, and listen.
advice-reply-cautions = What I can do is listen, once you've said yes to that.
button-safety-lines = Support lines

## The cautions, /safety: one page for everybody, never about one person

safety-cautions =
    Cautions worth reading once

    Some combinations are known or suspected to be dangerous, above all lithium, MAOIs, tramadol, and other medicines that act on serotonin.
    Heart conditions, seizures, pregnancy, and a personal or family history of psychosis or bipolar disorder also matter.

    I can't tell you whether it is safe for you; a doctor or pharmacist can, in confidence.
    Please don't stop or change a prescribed medicine because of anything here.

    Chest pain, trouble breathing, a seizure, stiff or jerking muscles, high fever, confusion, or somebody who can't be woken: call the emergency number first, and say plainly what was taken.
    People to talk to: /support

## From answers over days: at the end of a check-in, once in two weeks at most

notice-low = A few of your recent answers stand out. I can't tell what it means. It could be worth a call to a doctor or someone who knows you, before the next practice day, if that's part of your week.
notice-evenings = The last three evenings were low ones. That can happen, and it can also be worth telling someone. Would it help to see some people you can talk to?
notice-later = All right.
notice-never = All right, I won't bring it up again. /support is always there.
button-notice-show = Show me
button-notice-never = Don't bring this up

## In place of a line of ours that would have named an amount; nothing of ours may

amount-left-out = (I left a line out here: I don't name amounts.)
