"""What WhatsApp writes in each language: date forms, and the words for media and for its own notices.

The words are data; who reads an export uses those of all locales together, because a chat's language
is the exporting phone's and is written nowhere in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]

DEFAULT_ORDER: DateOrder = "dmy"
"""The order of an export that decides nothing and for which no locale was declared: most of the world's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Locale:
    """One language's forms; `stamp` and `ios_stamp` are `strftime` patterns that the generator writes."""

    name: str
    order: DateOrder
    stamp: str
    ios_stamp: str
    title: str
    omitted: str
    file_attached: str
    attached_word: str
    encrypted: str
    notices: tuple[str, ...] = ()
    """Parts of the phone's own lines that carry a colon of their own and would look like an author."""
    omitted_kinds: dict[str, str] = field(default_factory=dict)
    """Media kind → what an iPhone writes (behind a U+200E mark) in place of a file that it left out."""


_KINDS = ("image", "video", "audio", "sticker", "gif", "document")


def _kinds(*words: str) -> dict[str, str]:
    return dict(zip(_KINDS, words, strict=True))


_ENGLISH_NOTICES = ("changed the subject", "changed the group name", "created group", "changed the group desc")
_ENGLISH_KINDS = _kinds(
    "image omitted", "video omitted", "audio omitted", "sticker omitted", "GIF omitted", "document omitted"
)
_ENGLISH_ENCRYPTED = "Messages and calls are end-to-end encrypted"

# Directives %-d and %-I are the C library's; the generator writes them itself (see generator.stamp).
LOCALES: dict[str, Locale] = {
    locale.name: locale
    for locale in (
        Locale(
            name="en-GB",
            order="dmy",
            stamp="%d/%m/%Y, %H:%M",
            ios_stamp="%d/%m/%Y, %H:%M:%S",
            title="WhatsApp Chat with",
            omitted="<Media omitted>",
            file_attached="file attached",
            attached_word="attached",
            encrypted=_ENGLISH_ENCRYPTED,
            notices=_ENGLISH_NOTICES,
            omitted_kinds=_ENGLISH_KINDS,
        ),
        Locale(
            name="en-US",
            order="mdy",
            stamp="%-m/%-d/%y, %-I:%M\u202f%p",
            ios_stamp="%-m/%-d/%y, %-I:%M:%S\u202f%p",
            title="WhatsApp Chat with",
            omitted="<Media omitted>",
            file_attached="file attached",
            attached_word="attached",
            encrypted=_ENGLISH_ENCRYPTED,
            notices=_ENGLISH_NOTICES,
            omitted_kinds=_ENGLISH_KINDS,
        ),
        Locale(
            name="de",
            order="dmy",
            stamp="%d.%m.%y, %H:%M",
            ios_stamp="%d.%m.%y, %H:%M:%S",
            title="WhatsApp-Chat mit",
            omitted="<Medien ausgeschlossen>",
            file_attached="Datei angehängt",
            attached_word="Anhang",
            encrypted="Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt",
            notices=("hat den Betreff", "hat den Gruppennamen", "hat die Gruppe"),
            omitted_kinds=_kinds(
                "Bild weggelassen",
                "Video weggelassen",
                "Audio weggelassen",
                "Sticker weggelassen",
                "GIF weggelassen",
                "Dokument weggelassen",
            ),
        ),
        Locale(
            name="fr",
            order="dmy",
            stamp="%d/%m/%Y à %H:%M",
            ios_stamp="%d/%m/%Y %H:%M:%S",
            title="Discussion WhatsApp avec",
            omitted="<Médias omis>",
            file_attached="fichier joint",
            attached_word="pièce jointe",
            encrypted="Les messages et les appels sont chiffrés de bout en bout",
            notices=("a changé le sujet", "a changé le nom du groupe", "a créé le groupe"),
            omitted_kinds=_kinds(
                "image absente", "vidéo absente", "audio omis", "sticker omis", "GIF retiré", "document manquant"
            ),
        ),
        Locale(
            name="es",
            order="dmy",
            stamp="%-d/%-m/%y %H:%M",
            ios_stamp="%-d/%-m/%y, %H:%M:%S",
            title="Chat de WhatsApp con",
            omitted="<Multimedia omitido>",
            file_attached="archivo adjunto",
            attached_word="adjunto",
            encrypted="Los mensajes y las llamadas están cifrados de extremo a extremo",
            notices=("cambió el asunto", "cambió el nombre del grupo", "creó el grupo"),
            omitted_kinds=_kinds(
                "imagen omitida", "Video omitido", "audio omitido", "sticker omitido", "GIF omitido",
                "documento omitido",
            ),
        ),
        Locale(
            name="it",
            order="dmy",
            stamp="%d/%m/%y, %H:%M",
            ios_stamp="%d/%m/%y, %H:%M:%S",
            title="Chat WhatsApp con",
            omitted="<Media omessi>",
            file_attached="file allegato",
            attached_word="allegato",
            encrypted="I messaggi e le chiamate sono crittografati end-to-end",
            notices=("ha cambiato l'oggetto", "ha cambiato il nome del gruppo", "ha creato il gruppo"),
            omitted_kinds=_kinds(
                "immagine omessa", "video omesso", "audio omesso", "sticker non incluso", "GIF esclusa",
                "documento omesso",
            ),
        ),
        Locale(
            name="pt-BR",
            order="dmy",
            stamp="%d/%m/%Y %H:%M",
            ios_stamp="%d/%m/%Y, %H:%M:%S",
            title="Conversa do WhatsApp com",
            omitted="<Mídia oculta>",
            file_attached="arquivo anexado",
            attached_word="anexado",
            encrypted="As mensagens e as ligações são protegidas com a criptografia de ponta a ponta",
            notices=("mudou o assunto", "mudou o nome do grupo", "criou o grupo"),
            omitted_kinds=_kinds(
                "imagem ocultada", "vídeo omitido", "áudio ocultado", "figurinha omitida", "GIF omitido",
                "documento omitido",
            ),
        ),
        Locale(
            name="nl",
            order="dmy",
            stamp="%d-%m-%Y %H:%M",
            ios_stamp="%d-%m-%Y %H:%M:%S",
            title="WhatsApp-chat met",
            omitted="<Media weggelaten>",
            file_attached="bestand bijgevoegd",
            attached_word="bijgevoegd",
            encrypted="Berichten en oproepen worden end-to-end versleuteld",
            notices=("heeft het onderwerp", "heeft de groepsnaam", "heeft de groep"),
            omitted_kinds=_kinds(
                "afbeelding weggelaten", "video weggelaten", "audio weggelaten", "sticker weggelaten",
                "GIF weggelaten", "document weggelaten",
            ),
        ),
        Locale(
            name="cs",
            order="dmy",
            stamp="%d.%m.%Y %H:%M",
            ios_stamp="%d.%m.%Y %H:%M:%S",
            title="WhatsApp chat s",
            omitted="<Média vynechána>",
            file_attached="přiložený soubor",
            attached_word="příloha",
            encrypted="Zprávy a hovory jsou koncově šifrované",
            notices=("změnil předmět", "změnila předmět", "vytvořil skupinu", "vytvořila skupinu"),
            omitted_kinds=_kinds(
                "obrázek vynechán", "video vynecháno", "audio vynecháno", "nálepka vynechána", "GIF vynechán",
                "dokument vynechán",
            ),
        ),
        Locale(
            name="iso",
            order="ymd",
            stamp="%Y-%m-%d %H:%M",
            ios_stamp="%Y-%m-%d %H:%M:%S",
            title="WhatsApp Chat with",
            omitted="<Media omitted>",
            file_attached="file attached",
            attached_word="attached",
            encrypted=_ENGLISH_ENCRYPTED,
            notices=_ENGLISH_NOTICES,
            omitted_kinds=_ENGLISH_KINDS,
        ),
    )
}  # fmt: skip

# Forms of older versions, beside those above.
_OLDER_OMITTED = ("<Medien weggelassen>", "<Archivo omitido>", "<Fichier omis>", "<Arquivo de mídia oculto>")

OMITTED: frozenset[str] = frozenset({*(each.omitted for each in LOCALES.values()), *_OLDER_OMITTED})
OMITTED_KINDS: dict[str, str] = {words: kind for each in LOCALES.values() for kind, words in each.omitted_kinds.items()}
FILE_ATTACHED: frozenset[str] = frozenset(each.file_attached for each in LOCALES.values())
ATTACHED_WORDS: frozenset[str] = frozenset(each.attached_word for each in LOCALES.values())
NOTICES: tuple[str, ...] = tuple(
    sorted({part for each in LOCALES.values() for part in (*each.notices, each.encrypted)})
)
