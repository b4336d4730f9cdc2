/** How people come in: the code large, the square to point a phone at, the link to send. */
import { useState } from 'preact/hooks';
import type { Invite } from '../app/boot';
import { useApp } from './context';
import { Dialog } from './dialog';
import { Icon } from './icons';

export function InviteDialog() {
  const app = useApp();
  const invite = app.invite.value;
  if (!invite) return null;
  return (
    <Dialog title="Invite people">
      <p>They need no account: a first name or a made-up name is enough.</p>
      <div class="invite">
        <QrPicture qr={invite.qr} />
        <div>
          <p class="label">The code</p>
          <p class="invite__code">{invite.code}</p>
          <p class="small muted">They type it at {plainAddress(invite.type_at ?? '/join')}</p>
        </div>
      </div>
      <CopyLink invite={invite} />
    </Dialog>
  );
}

/** The picture may come as markup or as an address; as an image neither can run anything. */
export function QrPicture({ qr }: { qr: string }) {
  const src = qr.startsWith('<') ? `data:image/svg+xml,${encodeURIComponent(withNamespace(qr))}` : qr;
  return (
    <img class="invite__qr" src={src} alt="A square code with the link to join" width="168" height="168" />
  );
}

function CopyLink({ invite }: { invite: Invite }) {
  const app = useApp();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    setCopied(await copyText(invite.url));
    app.announce('Link copied.');
  };
  return (
    <div class="invite__link">
      <label class="label" for="invite-link">
        Or send this link
      </label>
      <div class="row">
        <input
          id="invite-link"
          class="input grow"
          readOnly
          value={invite.url}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="btn btn--primary" data-first onClick={copy}>
          <Icon name={copied ? 'check' : 'copy'} />
          {copied ? 'Copied' : 'Copy'}
        </button>
      </div>
    </div>
  );
}

/** False where the browser does not let us; the words are then still there to select. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** As people read it out: without https:// and the like. */
function plainAddress(address: string): string {
  const { host, pathname } = new URL(address, location.href);
  return `${host}${pathname}`;
}

/** An SVG that stands in a page has no namespace; one shown as an image needs it. */
function withNamespace(svg: string): string {
  return svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
}
