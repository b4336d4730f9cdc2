/** Whose words come to the desk first, and how many wait there. */
import { count, groupOf, KIND } from '../app/words';
import { useApp } from '../panels/context';
import { Icon } from '../panels/icon';
import { Tile } from './tile';

export function ApprovalTile() {
  const app = useApp();
  const { watch } = app.live.value;
  watch.session.value;
  watch.info.value;
  const { info, session } = app.session.value.view;
  const { everyone, groups, kinds } = session.approval;
  const on = everyone || groups.length + kinds.length > 0;
  const names = [
    ...groups.map((id) => (id === 'citizen' ? 'citizens' : groupOf(id, info.departments)?.name)),
    ...kinds.map((kind) => (KIND as Record<string, { many: string }>)[kind]?.many),
  ].filter(Boolean);
  const who = everyone ? 'everyone’s cards' : names.length > 2 ? `${names.length} choices` : names.join(', ');
  const waiting = app.desk.value ? `${count(app.desk.value, 'card waits', 'cards wait')}, ` : '';
  return (
    <Tile
      icon={<Icon name="check" />}
      word="Approve first"
      says={on ? `${waiting}${who}` : 'Nobody has to wait'}
      on={on}
      onPress={() => app.open({ kind: 'approval' })}
    />
  );
}
