// Shows new mails as they come: asks how many there are, and loads the page again when that changed.
const shown = Number(document.body.dataset.mails);
async function look() {
  if (document.hidden) return;
  try {
    const answer = await (await fetch("/count")).json();
    if (answer.mails !== shown) location.reload();
  } catch { /* the demo has ended; what is shown stays */ }
}
setInterval(look, 2000);
