"use strict";

// Forms marked data-passkey ask the browser for a passkey and send what it answers. Where a browser
// knows none they stay hidden, and a password or code serves.
const knowsPasskeys = Boolean(
  window.PublicKeyCredential?.parseRequestOptionsFromJSON && navigator.credentials,
);

const optionsOf = async (form) => {
  if (form.dataset.options) {
    return JSON.parse(document.getElementById(form.dataset.options).textContent);
  }
  const answer = await fetch(form.dataset.asks, { headers: { Accept: "application/json" } });
  return (await answer.json()).request_options;
};

const make = async (form) => {
  const { publicKey } = await optionsOf(form);
  // A passkey that signs in by itself has to live in the device and ask who uses it.
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
  });
};

const get = async (form) => {
  const { publicKey } = await optionsOf(form);
  return navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
  });
};

for (const form of knowsPasskeys ? document.querySelectorAll("form[data-passkey]") : []) {
  form.hidden = false;
  form.querySelector("[data-passkey-unknown]")?.setAttribute("hidden", "");
  const failed = form.querySelector("[data-passkey-failed]");
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const credential = await (form.dataset.passkey === "create" ? make(form) : get(form));
      form.elements.credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}
