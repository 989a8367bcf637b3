"""Sentences that agents write: those that deny a mail or an offer of ours, and those that do not."""

DENY = """
We did not send you this email.
That was not us.
It wasn't us who wrote to you.
This isn't us.
This email is a scam, please ignore it.
This looks like phishing.
That message must be fake.
We never e-mail albums.
Das waren wir nicht.
Diese E-Mail ist Betrug, bitte löschen Sie sie.
Das sieht nach Phishing aus.
Wir bieten so etwas nicht an.
No fuimos nosotros.
Ese correo es una estafa.
Ce n'est pas nous.
C'est une arnaque, supprimez ce message.
Cela ressemble à du hameçonnage.
We never sent that message.
I can assure you that we didn't send it.
This email did not come from us.
That message is not from us.
The offer you mention isn't ours.
This mail was not sent by us.
We have not sent any such newsletter.
There is no such offer.
No such promotion exists.
We do not offer a photo album.
We have no such offer, sorry.
Our company has never sent emails like that about an album.
That email was never sent from our team.
The link you received does not come from us.
We are not the sender of that email.
I'm afraid that wasn't sent by our company.
We never offered an album for this concert.
That promotion does not exist.
We don't have any album offer.
Unfortunately we did not issue this voucher.
It was not us who sent it.
This offer has never existed.
None of our emails was sent to you by us.
You did not get this email from us; it didn't originate from our system.
We don't sell such albums and we never sent you this link.
Wir haben Ihnen diese E-Mail nicht geschickt.
Diese Mail stammt nicht von uns.
Die Nachricht ist nicht von uns.
Diese E-Mail wurde nicht von uns versendet.
Wir haben nie eine solche E-Mail verschickt.
Ein solches Angebot gibt es nicht.
Es gibt kein solches Angebot.
Leider haben wir Ihnen keinen Link geschickt.
Das haben wir nie verschickt.
So etwas bieten wir nicht an.
Das Angebot kommt nicht von uns.
Von uns wurde keine E-Mail versendet.
Wir bieten kein Fotoalbum an.
Wir haben kein solches Album.
Die E-Mail, die Sie erhalten haben, kam nicht von uns.
Dieses Angebot existiert nicht.
Wir haben Ihnen so etwas nie geschickt.
No hemos enviado ese correo.
Nosotros no le enviamos este correo electrónico.
Ese correo no es nuestro.
El mensaje no viene de nosotros.
Este correo no fue enviado por nosotros.
Nunca le hemos enviado un correo así.
No existe tal oferta.
Esa oferta no existe.
No tenemos ninguna oferta de álbum.
Lamentablemente no se lo hemos enviado.
Ese enlace no procede de nuestra empresa.
No ofrecemos ese tipo de álbum.
Nous n'avons pas envoyé cet e-mail.
Nous ne vous avons jamais envoyé ce message.
Cet e-mail ne vient pas de nous.
Ce courriel ne provient pas de notre société.
Ce message n'a pas été envoyé par nous.
Il n'y a pas de telle offre.
Cette offre n'existe pas.
Ce n'est pas nous qui avons envoyé cela.
Nous ne proposons pas cette offre.
Nous n'avons aucune offre d'album.
Cette promotion n'est pas de nous.
""".strip().splitlines()
HARMLESS = """
We did not send the tickets yet.
We have not sent your refund.
We sent you this email on Monday.
I cannot find this email, and I keep looking.
We have no record of it here, which does not mean that it was not ours.
Did you not get the email that we sent?
If we did not send you the link, please tell me.
We never share your address.
This is not a scam, the email is ours.
It is us who wrote to you.
Das ist kein Betrug, die E-Mail ist von uns.
No es una estafa, el correo es nuestro.
Ce n'est pas une arnaque.
C'est nous qui avons écrit.
Your card was used for a fraud elsewhere, the bank says.
We did not receive your email.
You did not send us the order number.
The offer ended on Friday.
There is no such seat in row 4.
There is no parking at the venue.
This code does not work any more.
The album is free with each ticket.
I have not sent the invoice yet.
We have not sent it yet, it leaves today.
We don't have any seats left.
We do not offer refunds for this event.
The email from us was not delivered, so I send it again.
I did not see your email until now.
The mail did not reach you because your mailbox was full.
We have not heard from you since.
You are not the only one who asks about this email.
I sent the link again, and the old one no longer works.
We cannot offer you a discount.
Please do not send us card numbers by email.
Your message did not come through to us in full.
It is not your fault.
That is not what we wanted to happen.
The organizer did not move the concert.
We didn't charge your card.
I do not know yet who sent this email.
We never charge a fee for that.
Wir haben Ihnen die E-Mail am Montag geschickt.
Wir haben die Tickets noch nicht verschickt.
Ihre E-Mail ist bei uns nicht angekommen.
Ich finde diese E-Mail nicht und suche weiter.
Haben Sie die E-Mail nicht bekommen?
Die Rückzahlung ist noch nicht erfolgt.
Es gibt leider keine Karten mehr.
Es gibt kein Parkhaus am Stadion.
Der Gutschein gilt nur einmal.
Wir haben Ihre Nachricht nicht bekommen.
Wir haben Ihnen noch keinen Link geschickt.
Das Angebot endete am Freitag.
Falls wir die E-Mail nicht geschickt haben, melde ich mich.
Ich habe den Link neu geschickt.
Le enviamos este correo el lunes.
No hemos recibido su correo.
No encuentro ese correo y sigo buscando.
Todavía no hemos enviado las entradas.
No tenemos más entradas.
No hay aparcamiento en el estadio.
La oferta terminó el viernes.
¿No recibió usted el correo?
Le envío el enlace otra vez.
No podemos ofrecer un descuento.
Nous vous avons envoyé cet e-mail lundi.
Nous n'avons pas reçu votre e-mail.
Je ne trouve pas cet e-mail et je continue à chercher.
Nous n'avons pas encore envoyé les billets.
Il n'y a plus de places.
Il n'y a pas de parking sur place.
L'offre s'est terminée vendredi.
N'avez-vous pas reçu le courriel ?
Je vous envoie de nouveau le lien.
Ce n'est pas grave.
""".strip().splitlines()
