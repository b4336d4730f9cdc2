/** The way in: the code, the square, the link. */
import { useApp } from '../panels/context';
import { Icon } from '../panels/icons';
import { copyText, QrPicture } from '../panels/invite';

export function InviteCard() {
  const app = useApp();
  const invite = app.invite.value;
  if (!invite) return null;
  const copy = async () => app.toast((await copyText(invite.url)) ? 'Link copied.' : invite.url);
  return (
    <section class="invitecard" aria-label="Invite people">
      <QrPicture qr={invite.qr} />
      <div>
        <h3>Invite people</h3>
        <p class="small muted">
          {invite.code ? (
            <>
              Code <b>{invite.code}</b>
            </>
          ) : (
            'By the link or the square.'
          )}
        </p>
        <div class="row">
          <button type="button" class="btn btn--sm" onClick={copy}>
            <Icon name="copy" />
            Copy link
          </button>
          <button
            type="button"
            class="btn btn--sm"
            aria-haspopup="dialog"
            onClick={() => app.open({ kind: 'invite' })}
          >
            <Icon name="maximize" />
            Big QR
          </button>
          <a class="btn btn--sm" href={`/b/${app.boot.board.id}/wall`} target="_blank" rel="noreferrer">
            Room display<span class="vh">, in a new tab</span>
          </a>
        </div>
      </div>
    </section>
  );
}
