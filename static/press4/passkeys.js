/* When a passkey or security key did not work, say so on the page; django-allauth only writes it to the console. */
const trouble = document.getElementById("passkey-trouble");
const place = document.querySelector(".account-form");

if (trouble && place) place.before(trouble);
document.addEventListener("allauth.error", (event) => {
  if (!trouble) return;
  event.preventDefault();
  trouble.hidden = false;
});
