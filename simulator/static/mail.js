// New mail appears by itself.
const mails = document.querySelector("#mails");

async function look() {
  try {
    const answer = await fetch(`/mail/rows?version=${mails.dataset.version}`);
    if (answer.status === 200) {
      mails.innerHTML = await answer.text();
      mails.dataset.version = answer.headers.get("X-Version");
    }
  } catch {
    // The town is away; the next look may find it again.
  }
  setTimeout(look, document.hidden ? 5000 : 1200);
}
look();
