/* At sign-in the browser says in which time zone it is, so that nobody begins with the times of another place. */
for (const field of document.querySelectorAll("[data-browser-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
