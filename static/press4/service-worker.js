/*
 * Shows what the desk pushes to this browser. It keeps no page and answers no request: the desk is always the server's.
 * Each push shows something, also while a page is in sight: a browser ends the subscription of a site that does not.
 */
const PUSH = "/me/push/";

/** A page of the desk and nothing else, whatever the push says. */
function pageOf(address) {
  const url = new URL(address ?? "/", self.location.origin);
  return url.origin === self.location.origin ? url : new URL("/", self.location.origin);
}

async function show(data) {
  let said = {};
  try {
    said = data.json();
  } catch {} // nothing came with it, or nothing that can be read: something is shown all the same
  const { title, body, tag, url } = said;
  const options = { body, tag, icon: "/static/press4/icon-192.png", data: { url } };
  await self.registration.showNotification(title || "Press 4", options);
}

/** The tab that shows the page already; a new one otherwise, for somebody may be writing or on the phone in the others. */
async function open(address) {
  const url = pageOf(address);
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = windows.find((tab) => new URL(tab.url).pathname === url.pathname);
  await (there ? there.focus() : self.clients.openWindow(url.href));
}

/** A browser may take another address at its push service at any time. */
async function renew(old) {
  const answer = await fetch(PUSH);
  if (!answer.ok) return; // signed out: nothing is to be pushed here
  const { key, token } = await answer.json();
  const fresh = await self.registration.pushManager.subscribe(old?.options ?? { userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = fresh.toJSON();
  const body = new URLSearchParams({ endpoint, ...keys });
  await fetch(PUSH, { method: "POST", headers: { "X-CSRFToken": token }, body });
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event.oldSubscription)));
