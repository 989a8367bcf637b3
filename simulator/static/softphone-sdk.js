/*
 * A stand-in with the public interface of the Voice JavaScript SDK 2.x: Twilio.Device and its calls, as far as they
 * receive calls. It speaks to the pretend town instead of the provider, and carries no sound.
 */
(() => {
  const TOWN = new URL(document.currentScript.src).origin;

  class Emitter {
    #listeners = new Map();
    on(name, listener) {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
      return this;
    }
    emit(name, ...facts) {
      for (const listener of this.#listeners.get(name) ?? []) listener(...facts);
    }
  }

  const post = (path, said) => fetch(`${TOWN}/sdk/${path}`, { method: "POST", body: JSON.stringify(said), keepalive: true });

  class Call extends Emitter {
    #device;
    #status = "pending";
    #muted = false;
    constructor(device, facts) {
      super();
      this.#device = device;
      this.parameters = { CallSid: facts.sid, From: facts.from, To: facts.to };
      this.customParameters = new Map(Object.entries(facts.parameters));
    }
    status() { return this.#status; }
    isMuted() { return this.#muted; }
    async accept() {
      if (this.#status !== "pending") return;
      this.#status = "connecting";
      const answer = await post(`${this.#device.connection}/accept`, { sid: this.parameters.CallSid });
      if (!answer.ok) return this.end("cancel");
      this.#status = "open";
      this.emit("accept", this);
    }
    reject() {
      if (this.#status !== "pending") return;
      this.#status = "closed";
      post(`${this.#device.connection}/reject`, { sid: this.parameters.CallSid });
      this.#device.forget(this);
      this.emit("reject");
    }
    ignore() { this.#status = "closed"; this.#device.forget(this); }
    disconnect() {
      if (this.#status !== "open") return;
      post(`${this.#device.connection}/hang-up`, { sid: this.parameters.CallSid });
      this.end("disconnect");
    }
    mute(wish = true) {
      this.#muted = wish;
      this.emit("mute", wish, this);
    }
    sendDigits(digits) { post(`${this.#device.connection}/digits`, { sid: this.parameters.CallSid, digits }); }
    end(how) {
      if (this.#status === "closed") return;
      this.#status = "closed";
      this.#device.forget(this);
      this.emit(how, this);
    }
  }

  class Device extends Emitter {
    #token;
    #options;
    #stream;
    #calls = new Map();
    #alarm;
    state = "unregistered";
    identity = null;
    connection = "";
    constructor(token, options = {}) {
      super();
      this.#token = token;
      this.#options = { tokenRefreshMs: 10_000, ...options };
    }
    get token() { return this.#token; }
    get calls() { return [...this.#calls.values()]; }
    get isBusy() { return this.calls.some((call) => call.status() === "open"); }
    async register() {
      if (this.state !== "unregistered") throw new Error(`Attempt to register when device is in state "${this.state}"`);
      this.#set("registering");
      if (!(await this.#signIn())) throw new Error("not registered");
      this.#stream = new EventSource(`${TOWN}/sdk/events/${this.connection}`);
      this.#stream.onmessage = (message) => this.#hear(JSON.parse(message.data));
      this.#stream.onerror = () => this.#lose();
      await new Promise((resolve) => { this.#stream.onopen = resolve; });
      this.#set("registered");
    }
    async unregister() { this.#lose(); }
    destroy() {
      this.#lose();
      this.#set("destroyed");
    }
    disconnectAll() { for (const call of this.calls) call.disconnect(); }
    updateToken(token) {
      this.#token = token;
      this.#signIn();
    }
    forget(call) { this.#calls.delete(call.parameters.CallSid); }
    async #signIn() {
      const answer = await post("sign-in", { token: this.#token, connection: this.connection });
      const facts = await answer.json();
      if (!answer.ok) {
        this.#set("unregistered");
        this.emit("error", { code: facts.code, message: facts.message });
        return false;
      }
      this.connection = facts.connection;
      this.identity = facts.identity;
      clearTimeout(this.#alarm);
      const left = Math.max(0, facts.seconds * 1000 - this.#options.tokenRefreshMs);
      this.#alarm = setTimeout(() => this.emit("tokenWillExpire", this), left);
      return true;
    }
    #hear(facts) {
      const call = this.#calls.get(facts.sid);
      if (facts.event === "invite" && !this.isBusy) {
        const rings = new Call(this, facts);
        this.#calls.set(facts.sid, rings);
        this.emit("incoming", rings);
      }
      if (facts.event === "cancel") call?.end("cancel");
      if (facts.event === "hangup") call?.end(call.status() === "open" ? "disconnect" : "cancel");
      if (facts.event === "expired") {
        this.#lose();
        this.emit("error", { code: 20104, message: "AccessTokenExpired" });
      }
    }
    #lose() {
      clearTimeout(this.#alarm);
      this.#stream?.close();
      this.#stream = undefined;
      this.connection = "";
      for (const call of this.calls) call.end("disconnect");
      if (this.state !== "destroyed") this.#set("unregistered");
    }
    #set(state) {
      if (this.state === state) return;
      this.state = state;
      this.emit(state, this);
    }
  }

  window.Twilio = { ...window.Twilio, Device, Call };
})();
