"""Words that a room code must not spell, on a screen that a whole party looks at.

The list is short on purpose: slurs, sexual and faecal words, and a few that are merely unkind
when a machine says them, in English and in the languages whose swear words are known most
widely, from three letters up. It is matched anywhere in a code, and strictly: a code that is
refused for nothing costs one more throw, one that offends costs a guest. With the default
alphabet and length, three codes in a hundred are refused.
"""

import re

_LOOK_ALIKES = str.maketrans("0123456789LVKQ", "OIZEASGTBGIUCC")
"""Digits are read as the letters they look like (1 as I, which L is read as too), V as U, and K
and Q as C, which they sound like. The words are folded in the same way."""

_ENGLISH = """
    ANAL ANUS ARSE ASS BASTARD BITCH BTCH BONER BOOB BUTT CHINK CLIT CNT COCK COON CRAP CUM CUNT
    DAMN DICK DIE DILDO DYKE FAG FART FAT FCK FUCK FUK GAY GOOK HATE HELL HITLER HOE HOMO HORNY
    INCEL INCEST JAP JERK JEW JIZZ KIKE KILL KKK KYS LESBO MILF MOLEST MORON MUFF NAZI NEGRO NIG
    NGR NUDE ORGY PAKI PEDO PEE PENIS PHUK PISS POO PORN PRICK PUBE PUSSY QUEER RAPE RAPIST
    RETARD SCUM SEX SHAG SHIT SHT SLAG SLUT SMUT SPERM SPIC STFU SUCK TARD TESTES TIT TRANNY
    TURD TWAT UGLY VAG VULVA WANK WETBACK WHORE WOG WTF XXX 1488
"""
_OTHERS = """
    AMK ARSCH BATARD BITE BLYAT CABRON CACA CARALHO CAZZO CHATTE CHUJ CHUT CIPA COGER CONNARD CUL
    CYKA ENCUL FAEN FICK FIGA FITTA FITTE FODA FOTZE FOUTRE FROCIO HEIL HOER HUJ HURE
    JEBA JODER KAFFIR KANAK KANKER KUK KURVA KURWA KUT MARICON MERDA MERDE MIERDA MINCHIA NEUK
    NIQUE NUTTE OROSPU PASKA PENDEJO PERKELE PICSA PIKA PIZDA POLLA PORRA PULA PUTA PUTE PUTO
    RANDI SALOPE SCHEISS SIKTIR SPAST STRONZO SUKA TROIA VERGA VIADO VITTU WICHS XUY XYU ZORRA
"""


def _folded(text: str) -> str:
    return text.upper().translate(_LOOK_ALIKES)


_OFFENCE = re.compile("|".join(sorted({_folded(word) for word in (_ENGLISH + _OTHERS).split()})))
"""Any of the words; the folding leaves nothing but letters."""


def offends(code: str) -> bool:
    """Whether a word on the list is anywhere in the code, in either case, in digits or letters."""
    return _OFFENCE.search(_folded(code)) is not None
