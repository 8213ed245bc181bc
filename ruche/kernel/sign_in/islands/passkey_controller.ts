/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* <form data-controller="passkey" data-passkey-options-value="/account/…/options/" data-passkey-purpose-value="use" data-action="submit->passkey#begin"><input type="hidden" name="credential" data-passkey-target="credential"> */
import { Controller } from "@hotwired/stimulus";
import { csrfToken } from "../../ui/islands/csrf.ts";

type Options = { publicKey: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON };

/** Asks the browser for a passkey, or to make one, and sends its answer with the form. */
export default class Passkey extends Controller<HTMLFormElement> {
  static override targets = ["credential", "message"];
  static override values = { options: String, purpose: String, cancelled: String, failed: String };
  declare readonly credentialTarget: HTMLInputElement;
  declare readonly messageTarget: HTMLElement;
  declare readonly optionsValue: string;
  declare readonly purposeValue: string;
  declare readonly cancelledValue: string;
  declare readonly failedValue: string;

  async begin(event: Event): Promise<void> {
    if (this.credentialTarget.value !== "") return;
    event.preventDefault();
    this.messageTarget.textContent = "";
    try {
      const credential = await this.#ask(await this.#options());
      this.credentialTarget.value = JSON.stringify(toJson(credential));
      this.element.submit();
    } catch (error) {
      const wasCancelled = error instanceof DOMException && error.name === "NotAllowedError";
      this.messageTarget.textContent = wasCancelled ? this.cancelledValue : this.failedValue;
    }
  }

  /** The challenge; where the person has to show first who they are, the page of that. */
  async #options(): Promise<Options> {
    const answer = await fetch(this.optionsValue, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true", "HX-Current-URL": location.href },
    });
    const elsewhere = answer.headers.get("HX-Redirect");
    if (elsewhere) location.assign(elsewhere);
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()) as Options;
  }

  async #ask({ publicKey }: Options): Promise<PublicKeyCredential> {
    const asked =
      this.purposeValue === "creation"
        ? navigator.credentials.create({ publicKey: creationOptions(publicKey) })
        : navigator.credentials.get({ publicKey: requestOptions(publicKey) });
    const found = await asked;
    if (!(found instanceof PublicKeyCredential)) throw new Error("none");
    return found;
  }
}

function creationOptions(given: PublicKeyCredentialCreationOptionsJSON): PublicKeyCredentialCreationOptions {
  const excluded = given.excludeCredentials?.map(descriptor) ?? [];
  const user = { ...given.user, id: toBytes(given.user.id) };
  return {
    ...given,
    challenge: toBytes(given.challenge),
    user,
    excludeCredentials: excluded,
  } as unknown as PublicKeyCredentialCreationOptions;
}

function requestOptions(given: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions {
  const allowed = given.allowCredentials?.map(descriptor) ?? [];
  return { ...given, challenge: toBytes(given.challenge), allowCredentials: allowed } as unknown as PublicKeyCredentialRequestOptions;
}

function descriptor(one: PublicKeyCredentialDescriptorJSON): PublicKeyCredentialDescriptor {
  return { ...one, id: toBytes(one.id) } as PublicKeyCredentialDescriptor;
}

/** As `PublicKeyCredential.toJSON()`, which some password managers replace and not all browsers have. */
function toJson(credential: PublicKeyCredential): Record<string, unknown> {
  const { response } = credential;
  const parts: Record<string, string> = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const value = (response as unknown as Record<string, ArrayBuffer | null | undefined>)[name];
    if (value) parts[name] = toText(value);
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response: parts,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function toBytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function toText(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
