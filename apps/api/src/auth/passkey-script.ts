/**
 * The script of the sign-in page's passkey button: asks for a challenge, lets the browser's authenticator answer it,
 * and sends the answer. Browsers without passkeys keep the button hidden.
 */
export const PASSKEY_SCRIPT = `'use strict';
const area = document.querySelector('[data-passkey]');
const send = async (path, body) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
};
if (area && window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON) {
  area.hidden = false;
  area.querySelector('button').addEventListener('click', async () => {
    const refused = area.querySelector('[role=alert]');
    refused.hidden = true;
    try {
      const { token, options } = await (await send('/sign-in/passkey/options', {})).json();
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
      const credential = await navigator.credentials.get({ publicKey });
      await send('/sign-in/passkey', { token, response: credential.toJSON() });
      location.assign('/');
    } catch {
      refused.hidden = false;
    }
  });
}
`;
